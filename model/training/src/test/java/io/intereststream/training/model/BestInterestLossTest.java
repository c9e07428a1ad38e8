package io.intereststream.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the loss with its formula, which is differentiated automatically in double precision.
 */
class BestInterestLossTest {
  private static final int D = 6;

  @BeforeAll
  static void oneThread() {
    torch.set_num_threads(1);
  }

  /** The inputs of the loss by name, and the hits, which have no gradient. */
  private static final class Inputs {
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private boolean[] hits;

    Inputs(int rows, int interests, int negatives, boolean bias, double scale) {
      SplittableRandom random = new SplittableRandom(31L * rows + negatives);
      add("interests", random, rows, interests, D);
      add("targets", random, rows, D);
      add("negatives", random, negatives, D);
      if (bias) {
        add("target bias", random, rows);
        add("negative bias", random, negatives);
      }
      values.put("scale", new float[] {(float) scale});
      shapes.put("scale", new long[] {1});
    }

    private void add(String name, SplittableRandom random, long... shape) {
      float[] drawn = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = (float) (2 * random.nextDouble() - 1);
      }
      values.put(name, drawn);
      shapes.put(name, shape);
    }

    /** Makes all negatives hits of the first row, and every fifth one a hit of another row too. */
    Inputs withHits() {
      int rows = (int) shapes.get("targets")[0];
      int negatives = (int) shapes.get("negatives")[0];
      hits = new boolean[rows * negatives];
      for (int n = 0; n < negatives; n++) {
        hits[n] = true;
        hits[n % rows * negatives + n] |= n % 5 == 0;
      }
      return this;
    }

    Map<String, Tensor> leaves(ScalarType type) {
      Map<String, Tensor> leaves = new LinkedHashMap<>();
      values.forEach(
          (name, floats) ->
              leaves.put(
                  name,
                  Tensors.floats(floats, shapes.get(name))
                      .to(type)
                      .detach()
                      .clone()
                      .set_requires_grad(true)));
      return leaves;
    }

    Tensor hits() {
      if (hits == null) {
        return null;
      }
      long[] ones = new long[hits.length];
      Arrays.setAll(ones, i -> hits[i] ? 1 : 0);
      return Tensors.longs(ones, shapes.get("targets")[0], shapes.get("negatives")[0])
          .gt(Tensors.scalar(0));
    }
  }

  /** The value of the loss, and its gradients by the input's name. */
  private record Found(double value, Map<String, double[]> gradients) {}

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, false, false",
    "7, 4, 30, false, false",
    "7, 4, 30, true, false",
    "7, 4, 30, false, true",
    "7, 4, 30, true, true",
    "1, 8, 3, true, true",
    // Several blocks: of 16, 16 and 5 rows, and of one row each.
    "37, 4, 8192, true, true",
    "3, 2, 300000, false, false"
  })
  void equalsItsFormula(int rows, int interests, int negatives, boolean bias, boolean hits) {
    Inputs inputs = new Inputs(rows, interests, negatives, bias, 3);
    assertSame(hits ? inputs.withHits() : inputs);
  }

  @ParameterizedTest
  @CsvSource({"0.01", "10", "200"})
  void equalsItsFormulaAtAnyScale(double scale) {
    assertSame(new Inputs(9, 3, 40, true, scale).withHits());
  }

  @Test
  void theFirstOfEqualInterestsGetsTheWholeGradient() {
    Inputs inputs = new Inputs(5, 4, 20, true, 3).withHits();
    float[] interests = inputs.values.get("interests");
    for (int row = 0; row < 5; row++) {
      System.arraycopy(interests, row * 4 * D, interests, (row * 4 + 2) * D, D);
    }
    Found found = Tensors.scoped(() -> fused(inputs));
    Found plain = Tensors.scoped(() -> plain(inputs));
    assertThat(found.value).isCloseTo(plain.value, within(1e-6));
    double[] gradient = found.gradients.get("interests");
    double[] expected = plain.gradients.get("interests");
    for (int row = 0; row < 5; row++) {
      for (int i = 0; i < D; i++) {
        int first = row * 4 * D + i;
        int second = first + 2 * D;
        assertThat(gradient[first])
            .isCloseTo(expected[first] + expected[second], within(1e-5 * largest(expected)));
        assertThat(gradient[second]).isZero();
      }
    }
    found.gradients.remove("interests");
    plain.gradients.remove("interests");
    assertGradients(found, plain);
  }

  @Test
  void ifAllInterestsAreEqualTheGradientIsThatOfOne() {
    Inputs inputs = new Inputs(6, 3, 25, false, 3);
    float[] interests = inputs.values.get("interests");
    for (int row = 0; row < 6; row++) {
      for (int l = 1; l < 3; l++) {
        System.arraycopy(interests, row * 3 * D, interests, (row * 3 + l) * D, D);
      }
    }
    Inputs single = new Inputs(6, 1, 25, false, 3);
    inputs.values.forEach((name, values) -> single.values.put(name, values));
    float[] first = new float[6 * D];
    for (int row = 0; row < 6; row++) {
      System.arraycopy(interests, row * 3 * D, first, row * D, D);
    }
    single.values.put("interests", first);
    Found found = Tensors.scoped(() -> fused(inputs));
    Found one = Tensors.scoped(() -> plain(single));
    double[] gradient = found.gradients.remove("interests");
    double[] expected = one.gradients.remove("interests");
    for (int i = 0; i < expected.length; i++) {
      int row = i / D;
      assertThat(gradient[row * 3 * D + i % D])
          .isCloseTo(expected[i], within(1e-5 * largest(expected)));
    }
    assertThat(Arrays.stream(gradient).map(Math::abs).sum())
        .isCloseTo(Arrays.stream(expected).map(Math::abs).sum(), within(1e-4));
    assertGradients(found, one);
  }

  @Test
  void aFixedScaleGetsNoGradient() {
    Inputs inputs = new Inputs(4, 2, 10, false, 3);
    Map<String, Tensor> leaves = inputs.leaves(ScalarType.Float);
    Tensor scale = leaves.get("scale").detach();
    leaves.put("scale", scale);
    loss(leaves, null).gradient().backward();
    assertThat(scale.grad().defined()).isFalse();
    assertThat(leaves.get("interests").grad().defined()).isTrue();
  }

  private static void assertSame(Inputs inputs) {
    Found found = Tensors.scoped(() -> fused(inputs));
    Found plain = Tensors.scoped(() -> plain(inputs));
    assertThat(found.value).isCloseTo(plain.value, within(1e-5 * Math.max(1, plain.value)));
    assertGradients(found, plain);
  }

  private static void assertGradients(Found found, Found plain) {
    assertThat(found.gradients.keySet()).isEqualTo(plain.gradients.keySet());
    plain.gradients.forEach(
        (name, expected) -> {
          double[] gradient = found.gradients.get(name);
          assertThat(gradient).as(name).hasSameSizeAs(expected);
          double tolerance = 2e-5 * Math.max(largest(expected), 1e-6);
          for (int i = 0; i < expected.length; i++) {
            // Only for entries that differ: there are a million, and an assertion is slow.
            if (!(Math.abs(gradient[i] - expected[i]) <= tolerance)) {
              assertThat(gradient[i])
                  .as("gradient of %s, entry %d", name, i)
                  .isCloseTo(expected[i], within(tolerance));
            }
          }
        });
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  private static LossTerm loss(Map<String, Tensor> leaves, Tensor hits) {
    return new BestInterestLoss(
            leaves.get("interests"),
            leaves.get("targets"),
            leaves.get("negatives"),
            leaves.get("target bias"),
            leaves.get("negative bias"),
            leaves.get("scale"),
            hits)
        .term();
  }

  private static Found fused(Inputs inputs) {
    Map<String, Tensor> leaves = inputs.leaves(ScalarType.Float);
    LossTerm term = loss(leaves, inputs.hits());
    assertThat(term.name()).isEqualTo("main_ce");
    assertThat(term.weight()).isEqualTo(1);
    term.gradient().backward();
    return new Found(term.value().item_double(), gradients(leaves));
  }

  /** Computes the mean of −log softmax(σ (max_l u_l·v + b))[target]. */
  private static Found plain(Inputs inputs) {
    Map<String, Tensor> leaves = inputs.leaves(ScalarType.Double);
    Tensor u = leaves.get("interests");
    UnaryOperator<Tensor> best = scores -> scores.max(1, false).get0();
    Tensor own = best.apply(u.mul(leaves.get("targets").unsqueeze(1)).sum(2));
    Tensor others = best.apply(u.matmul(leaves.get("negatives").t()));
    if (leaves.containsKey("target bias")) {
      own = own.add(leaves.get("target bias"));
      others = others.add(leaves.get("negative bias").unsqueeze(0));
    }
    if (inputs.hits() != null) {
      others = others.masked_fill(inputs.hits(), Tensors.scalar(Masks.NEVER));
    }
    Tensor logits =
        torch.cat(new TensorVector(own.unsqueeze(1), others), 1).mul(leaves.get("scale"));
    Tensor loss = torch.log_softmax(logits, 1).select(1, 0).neg().mean();
    loss.backward();
    return new Found(loss.item_double(), gradients(leaves));
  }

  private static Map<String, double[]> gradients(Map<String, Tensor> leaves) {
    Map<String, double[]> gradients = new LinkedHashMap<>();
    leaves.forEach(
        (name, leaf) -> {
          float[] values = Tensors.floats(Tensors.toFloat(leaf.grad()));
          double[] gradient = new double[values.length];
          Arrays.setAll(gradient, i -> values[i]);
          gradients.put(name, gradient);
        });
    return gradients;
  }
}
