package io.intereststream.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.model.math.Softmax;
import io.intereststream.training.SmallModels;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares each model with the equations of its documentation, computed from the named tensors. */
class ServingEquationsTest {
  private static final int ITEMS = 24;
  private static final int D = 12;
  private static final int L = 4;
  private static final int[][] HISTORIES = {
    {3},
    {5, 1},
    {5, 1, 5, 17},
    {7, 2, 9, 4, 11, 0, 20, 13},
    {1, 1, 2, 3, 5, 8, 13, 21, 10, 7, 17, 0}
  };

  private final Map<String, double[]> tensors = new HashMap<>();

  @BeforeAll
  static void oneThread() {
    torch.set_num_threads(1);
  }

  /** Interests, {@code [L][d]}, and their weights. */
  private record Expected(double[][] interests, double[] weights) {}

  private interface Equations {
    Expected encode(int[] history);
  }

  @Test
  void gru4rec() {
    check("gru4rec", this::gru4rec, "hidden", "8");
  }

  private Expected gru4rec(int[] history) {
    int hidden = 8;
    double[] h = new double[hidden];
    for (int item : history) {
      double[] in = times("gru.weight_ih", 0, 3 * hidden, item(item));
      double[] re = times("gru.weight_hh", 0, 3 * hidden, h);
      for (int i = 0; i < hidden; i++) {
        double reset = sigmoid(in[i] + re[i]);
        double update = sigmoid(in[hidden + i] + re[hidden + i]);
        double candidate = Math.tanh(in[2 * hidden + i] + reset * re[2 * hidden + i]);
        h[i] = (1 - update) * candidate + update * h[i];
      }
    }
    double[] u = plus(times("projection.weight", 0, D, h), row("projection.bias", 0, D));
    return new Expected(new double[][] {u}, new double[] {1});
  }

  @Test
  void comiRecSa() {
    check("comirec-sa", this::comiRecSa, "hidden", "20");
  }

  private Expected comiRecSa(int[] history) {
    double[][] logits = new double[history.length][];
    for (int t = 0; t < history.length; t++) {
      double[] placed = plus(item(history[t]), row("attention.position", t, D));
      double[] inner = times("attention.w1.weight", 0, 20, placed);
      logits[t] = times("attention.w2.weight", 0, L, map(inner, Math::tanh));
    }
    double[][] interests = new double[L][];
    for (int l = 0; l < L; l++) {
      int interest = l;
      double[] attention =
          softmax(Arrays.stream(logits).mapToDouble(logit -> logit[interest]).toArray());
      interests[l] = items(history, attention);
    }
    double[] weights = new double[L];
    Arrays.fill(weights, 1.0 / L);
    return new Expected(interests, weights);
  }

  @Test
  void comiRecDr() {
    check("comirec-dr", this::comiRecDr, "iterations", "3");
  }

  private Expected comiRecDr(int[] history) {
    double[][][] votes = new double[history.length][L][];
    for (int t = 0; t < history.length; t++) {
      for (int l = 0; l < L; l++) {
        votes[t][l] = times("routing.map", (t * L + l) * D, D, item(history[t]));
      }
    }
    return routed(votes, new double[history.length][L]);
  }

  @Test
  void mind() {
    check("mind", this::mind, "hidden", "20");
  }

  private Expected mind(int[] history) {
    int n = history.length;
    int used = Math.max(1, Math.min(L, 31 - Integer.numberOfLeadingZeros(n)));
    double[][][] votes = new double[n][used][];
    double[][] logits = new double[n][];
    for (int t = 0; t < n; t++) {
      Arrays.fill(votes[t], times("routing.bilinear", 0, D, item(history[t])));
      logits[t] = Arrays.copyOf(row("routing.logits", t, L), used);
    }
    Expected routed = routed(votes, logits);
    double[][] interests = new double[L][D];
    for (int l = 0; l < used; l++) {
      double[] inner = times("output.hidden.weight", 0, 20, routed.interests[l]);
      inner = map(plus(inner, row("output.hidden.bias", 0, 20)), x -> Math.max(0, x));
      double[] outer = times("output.weight", 0, D, inner);
      interests[l] = map(plus(outer, row("output.bias", 0, D)), x -> Math.max(0, x));
    }
    return new Expected(interests, Arrays.copyOf(routed.weights, L));
  }

  @Test
  void octopus() {
    check("octopus", this::octopus, "orthogonality", "1");
  }

  private Expected octopus(int[] history) {
    double[][] sums = new double[L][D];
    double[] totals = new double[L];
    double[] weights = new double[L];
    for (int item : history) {
      int channel = largest(times("channel.base", 0, L, item(item)));
      double[] inner = times("attention.weight", 0, D, item(item));
      inner = map(plus(inner, row("attention.bias", 0, D)), Math::tanh);
      double share = Math.exp(dot(row("attention.query", channel, D), inner));
      sums[channel] = plus(sums[channel], map(item(item), x -> x * share));
      totals[channel] += share;
      weights[channel] += 1.0 / history.length;
    }
    for (int m = 0; m < L; m++) {
      double total = totals[m] == 0 ? 1 : totals[m];
      sums[m] = map(sums[m], x -> x / total);
    }
    return new Expected(sums, weights);
  }

  @Test
  void dssRec() {
    check("dssrec", this::dssRec, "heads", "3");
  }

  private Expected dssRec(int[] history) {
    int n = history.length;
    double root = Math.sqrt(D);
    double[][] z = encoded(history, 2, 3);
    double[][] placed = new double[n][];
    for (int t = 0; t < n; t++) {
      placed[t] = plus(z[t], row("intention.position", t, D));
    }
    double[] query =
        norm("intention.query.norm", plus(placed[n - 1], row("intention.query.shift", 0, D)));
    double[] likeness = new double[n];
    for (int t = 0; t < n; t++) {
      double[] y = norm("intention.key.norm", placed[t]);
      double[] more = plus(times("intention.key.weight", 0, D, y), row("intention.key.bias", 0, D));
      likeness[t] = dot(plus(y, map(more, x -> Math.max(0, x))), query) / root;
    }
    double[] importance = softmax(likeness);
    double[][] interests = new double[L][];
    double[] weights = new double[L];
    for (int k = 0; k < L; k++) {
      interests[k] = row("intention.shift", k, D);
    }
    for (int t = 0; t < n; t++) {
      double[] clusters = new double[L];
      for (int k = 0; k < L; k++) {
        clusters[k] = dot(norm0(z[t]), norm0(row("intention.prototype", k, D))) / root;
      }
      clusters = softmax(clusters);
      for (int k = 0; k < L; k++) {
        double share = clusters[k] * importance[t];
        weights[k] += share;
        interests[k] = plus(interests[k], map(z[t], x -> share * x));
      }
    }
    for (int k = 0; k < L; k++) {
      interests[k] = norm("intention.norm", interests[k]);
    }
    return new Expected(interests, weights);
  }

  private double[][] encoded(int[] history, int blocks, int heads) {
    int n = history.length;
    double[][] x = new double[n][];
    for (int t = 0; t < n; t++) {
      x[t] = plus(map(item(history[t]), v -> Math.sqrt(D) * v), row("encoder.position", t, D));
    }
    for (int block = 0; block < blocks; block++) {
      String name = "encoder." + block + ".";
      double[][] next = new double[n][];
      for (int t = 0; t < n; t++) {
        double[] y = norm(name + "attention.norm", x[t]);
        y = norm(name + "forward.norm", plus(y, attention(name, x, t, y, heads)));
        double[] inner = times(name + "forward.inner.weight", 0, D, y);
        inner = map(plus(inner, row(name + "forward.inner.bias", 0, D)), v -> Math.max(0, v));
        double[] outer = times(name + "forward.outer.weight", 0, D, inner);
        next[t] = plus(y, plus(outer, row(name + "forward.outer.bias", 0, D)));
      }
      x = next;
    }
    return Arrays.stream(x).map(row -> norm("encoder.norm", row)).toArray(double[][]::new);
  }

  private double[] attention(String name, double[][] x, int t, double[] y, int heads) {
    int width = D / heads;
    double[] query = times(name + "attention.query.weight", 0, D, y);
    double[] out = new double[D];
    for (int head = 0; head < heads; head++) {
      int from = head * width;
      double[] likeness = new double[t + 1];
      for (int r = 0; r <= t; r++) {
        double[] key = times(name + "attention.key.weight", 0, D, x[r]);
        for (int i = from; i < from + width; i++) {
          likeness[r] += query[i] * key[i] / Math.sqrt(width);
        }
      }
      double[] shares = softmax(likeness);
      for (int r = 0; r <= t; r++) {
        double[] value = times(name + "attention.value.weight", 0, D, x[r]);
        for (int i = from; i < from + width; i++) {
          out[i] += shares[r] * value[i];
        }
      }
    }
    return out;
  }

  /** Routes in three iterations. */
  private static Expected routed(double[][][] votes, double[][] logits) {
    int n = votes.length;
    int interests = votes[0].length;
    double[][] capsules = new double[interests][];
    double[] weights = new double[interests];
    for (int iteration = 0; iteration < 3; iteration++) {
      Arrays.fill(weights, 0);
      for (int l = 0; l < interests; l++) {
        capsules[l] = new double[D];
        for (int t = 0; t < n; t++) {
          double share = softmax(logits[t])[l];
          weights[l] += share / n;
          capsules[l] = plus(capsules[l], map(votes[t][l], x -> share * x));
        }
        double square = dot(capsules[l], capsules[l]);
        double factor = square / (1 + square) / Math.sqrt(square + 1e-9);
        capsules[l] = map(capsules[l], x -> factor * x);
      }
      for (int t = 0; t < n; t++) {
        for (int l = 0; l < interests; l++) {
          logits[t][l] += dot(votes[t][l], capsules[l]);
        }
      }
    }
    return new Expected(capsules, weights);
  }

  private void check(String name, Equations equations, String option, String value) {
    Recipe recipe = SmallModels.recipe(name, D, 12, L).with("options." + option, value);
    InterestModel model = Models.create(recipe, ITEMS, 3);
    SmallModels.disturb(model);
    model.parameters().forEach((key, tensor) -> tensors.put(key, doubles(tensor)));
    model.constants().forEach((key, tensor) -> tensors.put(key, doubles(tensor)));
    Encoded encoded = model.encode(Histories.whole(HISTORIES));
    for (int row = 0; row < HISTORIES.length; row++) {
      Expected expected = equations.encode(HISTORIES[row]);
      assertClose(
          doubles(encoded.interests().select(0, row)),
          Arrays.stream(expected.interests).flatMapToDouble(Arrays::stream).toArray(),
          "interests, history " + row);
      double[] weights = doubles(encoded.weights().select(0, row));
      assertClose(weights, expected.weights, "weights, history " + row);
      double[] active = Arrays.stream(weights).map(weight -> weight > 0 ? 1 : 0).toArray();
      assertClose(doubles(encoded.active().select(0, row)), active, "active, history " + row);
    }
  }

  private static void assertClose(double[] found, double[] expected, String what) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      double tolerance = 1e-5 * Math.max(1, Math.abs(expected[i]));
      assertThat(found[i]).as("%s, entry %d", what, i).isCloseTo(expected[i], within(tolerance));
    }
  }

  private static double[] doubles(Tensor tensor) {
    float[] values = Tensors.floats(tensor);
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private double[] item(int row) {
    return row("item.embedding", row, D);
  }

  private double[] items(int[] history, double[] shares) {
    double[] sum = new double[D];
    for (int t = 0; t < history.length; t++) {
      double share = shares[t];
      sum = plus(sum, map(item(history[t]), x -> share * x));
    }
    return sum;
  }

  private double[] row(String name, int row, int width) {
    return Arrays.copyOfRange(tensors.get(name), row * width, (row + 1) * width);
  }

  /** Multiplies some rows of a matrix by a vector. */
  private double[] times(String name, int first, int rows, double[] x) {
    return IntStream.range(0, rows)
        .mapToDouble(r -> dot(row(name, first + r, x.length), x))
        .toArray();
  }

  private double[] norm(String name, double[] x) {
    double[] unit = norm0(x);
    double[] weight = row(name + ".weight", 0, x.length);
    double[] bias = row(name + ".bias", 0, x.length);
    return IntStream.range(0, x.length).mapToDouble(i -> unit[i] * weight[i] + bias[i]).toArray();
  }

  private static double[] norm0(double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return map(x, v -> (v - mean) / Math.sqrt(variance + 1e-8));
  }

  private static double[] softmax(double[] x) {
    double[] shares = x.clone();
    Softmax.apply(shares, shares.length);
    return shares;
  }

  private static double[] map(double[] x, DoubleUnaryOperator of) {
    return Arrays.stream(x).map(of).toArray();
  }

  private static double[] plus(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] + y[i]).toArray();
  }

  private static double dot(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
  }

  private static int largest(double[] x) {
    return IntStream.range(0, x.length).reduce(0, (a, b) -> x[b] > x[a] ? b : a);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
