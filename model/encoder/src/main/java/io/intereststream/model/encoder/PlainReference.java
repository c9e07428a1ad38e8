package io.intereststream.model.encoder;

import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Base of reference encoders in plain Java. They compute the equations one by one from the named
 * tensors; nothing is precomputed or kept between histories.
 */
public abstract class PlainReference extends HistoryEncoder implements ReferenceEncoder {

  protected PlainReference(ReleaseData release) {
    super(release);
  }

  /**
   * The result of the equations.
   *
   * @param interests u_l [L][d]; null for an interest that the viewer does not have
   * @param weights [L]
   */
  public record Result(double[][] interests, double[] weights) {}

  /** Computes the equations for a history that is not empty. */
  protected abstract Result compute(int[] rows);

  @Override
  protected final void encode(int[] rows, Interests into) {
    Result result = compute(rows);
    int count = 0;
    into.count(interests);
    for (int l = 0; l < interests; l++) {
      double[] vector = result.interests[l];
      if (vector != null) {
        for (int k = 0; k < d; k++) {
          into.vectors()[count * d + k] = (float) vector[k];
        }
        into.categories()[count] = l;
        into.weights()[count] = (float) result.weights[l];
        count++;
      }
    }
    into.count(count);
  }

  /** Returns v of an item. */
  protected final double[] item(int row) {
    return doubles(release.itemVectors().row(row), 0, d);
  }

  /** Returns one row of a tensor; not for tensors with a row per item. */
  protected final double[] row(String tensor, int row, int width) {
    return doubles(release.tensor(tensor), row * width, width);
  }

  private static double[] doubles(float[] values, int from, int length) {
    double[] result = new double[length];
    for (int i = 0; i < length; i++) {
      result[i] = values[from + i];
    }
    return result;
  }

  /** Returns a tensor of one dimension. */
  protected final double[] vector(String tensor) {
    return row(tensor, 0, release.tensor(tensor).length);
  }

  /** Returns the matrix times x. */
  protected final double[] times(String matrix, double[] x) {
    return times(matrix, 0, release.tensor(matrix).length / x.length, x);
  }

  /** Returns {@code rows} rows of the matrix, from row {@code first}, times x. */
  protected final double[] times(String matrix, int first, int rows, double[] x) {
    float[] values = release.tensor(matrix);
    double[] result = new double[rows];
    for (int r = 0; r < rows; r++) {
      int at = (first + r) * x.length;
      for (int k = 0; k < x.length; k++) {
        result[r] += values[at + k] * x[k];
      }
    }
    return result;
  }

  /** Returns ReLU(x). */
  protected static double[] relu(double[] x) {
    return map(x, value -> Math.max(0, value));
  }

  protected static double[] map(double[] x, DoubleUnaryOperator of) {
    return Arrays.stream(x).map(of).toArray();
  }

  protected static double[] plus(double[] x, double[] y) {
    double[] sum = x.clone();
    add(sum, 1, y);
    return sum;
  }

  /** Adds share · x to a sum, in place. */
  protected static void add(double[] sum, double share, double[] x) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += share * x[k];
    }
  }

  protected static double dot(double[] x, double[] y) {
    double dot = 0;
    for (int k = 0; k < x.length; k++) {
      dot += x[k] * y[k];
    }
    return dot;
  }

  protected static double[] softmax(double[] x) {
    double highest = Arrays.stream(x).max().orElseThrow();
    double[] powers = map(x, value -> Math.exp(value - highest));
    double sum = Arrays.stream(powers).sum();
    return map(powers, value -> value / sum);
  }
}
