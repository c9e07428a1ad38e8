package io.intereststream.encoder;

import java.util.Arrays;

/**
 * Matrix times vector in plain float32. The matrix is a list of columns, each an array of its own:
 * then the inner loop runs over all arrays with one index, which the JIT compiler turns into vector
 * instructions. No fused multiply-add, so results are the same on every machine.
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
