package io.intereststream.model.encoder.dssrec;

import io.intereststream.model.encoder.PlainReference;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/** The equations of {@link DssRecForm}. */
final class DssRecReference extends PlainReference {

  private final DssRecForm form;

  DssRecReference(ReleaseData release) {
    super(release);
    form = (DssRecForm) release.form();
  }

  @Override
  protected Result compute(int[] rows) {
    double[][] z = encoded(rows);
    double[] importance = importance(z);
    double[][] vectors = new double[interests][];
    double[] weights = new double[interests];
    for (int l = 0; l < interests; l++) {
      vectors[l] = row(DssRecForm.SHIFT, l, d);
    }
    for (int t = 0; t < rows.length; t++) {
      double[] intention = intention(z[t]);
      for (int l = 0; l < interests; l++) {
        double share = intention[l] * importance[t];
        weights[l] += share;
        add(vectors[l], share, z[t]);
      }
    }
    for (int l = 0; l < interests; l++) {
      vectors[l] = norm(DssRecForm.NORM, vectors[l]);
    }
    return new Result(vectors, weights);
  }

  /** p(l|t), [L]. */
  private double[] intention(double[] z) {
    double[] logits = new double[interests];
    for (int l = 0; l < interests; l++) {
      logits[l] = dot(norm0(z), norm0(row(DssRecForm.PROTOTYPE, l, d))) / Math.sqrt(d);
    }
    return softmax(logits);
  }

  /** p(t), [n]. */
  private double[] importance(double[][] z) {
    double[][] placed = new double[z.length][];
    for (int t = 0; t < z.length; t++) {
      placed[t] = plus(z[t], row(DssRecForm.INTENTION_POSITION, t, d));
    }
    double[] last = plus(placed[z.length - 1], vector(DssRecForm.QUERY_SHIFT));
    double[] query = norm(DssRecForm.QUERY_NORM, last);
    double[] logits = new double[z.length];
    for (int t = 0; t < z.length; t++) {
      double[] y = norm(DssRecForm.KEY_NORM, placed[t]);
      double[] key = plus(y, relu(layer(DssRecForm.KEY, y)));
      logits[t] = dot(key, query) / Math.sqrt(d);
    }
    return softmax(logits);
  }

  private double[][] encoded(int[] rows) {
    double[][] x = new double[rows.length][];
    for (int t = 0; t < rows.length; t++) {
      x[t] = row(DssRecForm.POSITION, t, d);
      add(x[t], Math.sqrt(d), item(rows[t]));
    }
    for (int j = 0; j < form.blocks(); j++) {
      x = block(DssRecForm.block(j), x);
    }
    return each(x, row -> norm(DssRecForm.ENCODER_NORM, row));
  }

  private double[][] block(String name, double[][] x) {
    double[][] y = each(x, row -> norm(name + DssRecForm.ATTENTION_NORM, row));
    double[][] queries = each(y, row -> times(name + DssRecForm.QUERY_OF_BLOCK, row));
    double[][] keys = each(x, row -> times(name + DssRecForm.KEY_OF_BLOCK, row));
    double[][] values = each(x, row -> times(name + DssRecForm.VALUE_OF_BLOCK, row));
    double[][] out = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] attended = plus(y[t], attention(queries[t], keys, values, t));
      double[] normal = norm(name + DssRecForm.FORWARD_NORM, attended);
      double[] inner = relu(layer(name + DssRecForm.INNER, normal));
      out[t] = plus(normal, layer(name + DssRecForm.OUTER, inner));
    }
    return out;
  }

  /** Returns the attention of position t over the positions up to t, heads concatenated. */
  private double[] attention(double[] query, double[][] keys, double[][] values, int t) {
    int width = d / form.heads();
    double[] out = new double[d];
    for (int from = 0; from < d; from += width) {
      double[] logits = new double[t + 1];
      for (int r = 0; r <= t; r++) {
        for (int k = from; k < from + width; k++) {
          logits[r] += query[k] * keys[r][k] / Math.sqrt(width);
        }
      }
      double[] shares = softmax(logits);
      for (int r = 0; r <= t; r++) {
        for (int k = from; k < from + width; k++) {
          out[k] += shares[r] * values[r][k];
        }
      }
    }
    return out;
  }

  private interface Step {
    double[] of(double[] row);
  }

  private static double[][] each(double[][] rows, Step step) {
    return Arrays.stream(rows).map(step::of).toArray(double[][]::new);
  }

  private double[] layer(String name, double[] x) {
    return plus(times(name + DssRecForm.WEIGHT, x), vector(name + DssRecForm.BIAS));
  }

  private double[] norm(String name, double[] x) {
    double[] weight = vector(name + DssRecForm.WEIGHT);
    double[] result = vector(name + DssRecForm.BIAS);
    double[] normal = norm0(x);
    for (int k = 0; k < d; k++) {
      result[k] += weight[k] * normal[k];
    }
    return result;
  }

  private static double[] norm0(double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double[] centred = map(x, value -> value - mean);
    double deviation = Math.sqrt(dot(centred, centred) / x.length + DssRecForm.EPSILON);
    return map(centred, value -> value / deviation);
  }
}
