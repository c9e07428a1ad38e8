package io.intereststream.encoder;

import java.util.Arrays;

/**
 * Matrix times vector, and a few loops over one vector, in plain float32. The matrix is a list of
 * columns, each an array of its own: then the inner loop runs over all arrays with one index, which
 * the JIT compiler turns into vector instructions. No fused multiply-add, so results are the same
 * on every machine.
 */
final class Kernel {

  private Kernel() {}

  /** Returns a row-major matrix as columns. */
  static float[][] columns(float[] matrix, int rows, int columns) {
    float[][] result = new float[columns][rows];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        result[k][i] = matrix[i * columns + k];
      }
    }
    return result;
  }

  /** Sets {@code out} to the sum over k below {@code n} of {@code columns[k] * x[from + k]}. */
  static void multiply(float[][] columns, float[] x, int from, int n, float[] out) {
    Arrays.fill(out, 0f);
    addTo(columns, x, from, n, out);
  }

  /**
   * Adds the product to {@code out}. Four columns at a time: fewer mean more passes over {@code
   * out}, more make a loop that the compiler no longer vectorises.
   */
  static void addTo(float[][] columns, float[] x, int from, int n, float[] out) {
    int k = 0;
    for (; k + 4 <= n; k += 4) {
      addFour(columns, k, x[from + k], x[from + k + 1], x[from + k + 2], x[from + k + 3], out);
    }
    for (; k < n; k++) {
      addOne(columns[k], x[from + k], out);
    }
  }

  /** Adds {@code column * x} to {@code out}. */
  static void addOne(float[] column, float x, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] += x * column[i];
    }
  }

  /** Multiplies {@code out} by {@code high + low} and adds {@code column * x}. */
  static void scaleAndAdd(float high, float low, float[] column, float x, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = (high * out[i] + low * out[i]) + x * column[i];
    }
  }

  /** Replaces what is below 0 by 0. */
  static void relu(float[] values) {
    for (int k = 0; k < values.length; k++) {
      values[k] = Math.max(values[k], 0f);
    }
  }

  /** Multiplies every value. */
  static void scale(float[] values, float factor) {
    for (int k = 0; k < values.length; k++) {
      values[k] *= factor;
    }
  }

  /** Returns 1 / max(|x|, 1e-12); eight sums, so that no addition waits for the one before. */
  static float inverseNorm(float[] x) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int k = 0;
    for (; k + 8 <= x.length; k += 8) {
      s0 += x[k] * x[k];
      s1 += x[k + 1] * x[k + 1];
      s2 += x[k + 2] * x[k + 2];
      s3 += x[k + 3] * x[k + 3];
      s4 += x[k + 4] * x[k + 4];
      s5 += x[k + 5] * x[k + 5];
      s6 += x[k + 6] * x[k + 6];
      s7 += x[k + 7] * x[k + 7];
    }
    for (; k < x.length; k++) {
      s0 += x[k] * x[k];
    }
    double squares = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    return (float) (1 / Math.max(Math.sqrt(squares), CmiWeights.SMALLEST_NORM));
  }

  private static void addFour(
      float[][] columns, int k, float x0, float x1, float x2, float x3, float[] out) {
    addFour(columns[k], columns[k + 1], columns[k + 2], columns[k + 3], x0, x1, x2, x3, out);
  }

  private static void addFour(
      float[] c0,
      float[] c1,
      float[] c2,
      float[] c3,
      float x0,
      float x1,
      float x2,
      float x3,
      float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] += (x0 * c0[i] + x1 * c1[i]) + (x2 * c2[i] + x3 * c3[i]);
    }
  }
}
