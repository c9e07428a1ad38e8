package io.intereststream.model.math;

import java.util.Arrays;

/**
 * Products of matrices and vectors, and some loops over one vector, in float32, by the fastest
 * {@link Loops} that the JVM supports. A matrix is an array of columns.
 */
public final class Kernel {

  /** Number of states that are updated together; see {@link Gru#stepEach}. */
  public static final int TOGETHER = 8;

  private static final Loops LOOPS = Loops.best();

  private Kernel() {}

  /**
   * Returns a matrix by columns.
   *
   * @param matrix row-major, [rows, columns]
   * @return a copy, [columns][rows]
   */
  public static float[][] columns(float[] matrix, int rows, int columns) {
    float[][] result = new float[columns][rows];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        result[k][i] = matrix[i * columns + k];
      }
    }
    return result;
  }

  /**
   * Sets {@code out} to the sum over k below {@code n} of {@code columns[k] * x[from + k]}.
   *
   * @param columns at least {@code n} columns, each at least as long as {@code out}
   */
  public static void multiply(float[][] columns, float[] x, int from, int n, float[] out) {
    Arrays.fill(out, 0f);
    addTo(columns, x, from, n, out);
  }

  /** See {@link Loops#addTo}. */
  public static void addTo(float[][] columns, float[] x, int from, int n, float[] out) {
    LOOPS.addTo(columns, x, from, n, out);
  }

  /** See {@link Loops#recur}. */
  static void recur(Columns matrix, float[] x, int from, float[] input, int at, float[] out) {
    LOOPS.recur(matrix, x, from, input, at, out);
  }

  /** See {@link Loops#recurEight}. */
  static void recurEight(
      Columns matrix, float[][] x, int from, float[][] input, int at, float[][] out) {
    LOOPS.recurEight(matrix, x, from, input, at, out);
  }

  /** See {@link Loops#sumRows}. */
  public static void sumRows(
      RowMatrix rows, int from, int end, RowMatrix factors, float[] out, int at) {
    LOOPS.sumRows(rows, from, end, factors, out, at);
  }

  /** See {@link Loops#addOne}. */
  public static void addOne(float[] column, float x, float[] out) {
    LOOPS.addOne(column, x, out);
  }

  /** See {@link Loops#relu}. */
  public static void relu(float[] values) {
    LOOPS.relu(values);
  }

  /** See {@link Loops#scale}. */
  public static void scale(float[] values, float factor) {
    LOOPS.scale(values, factor);
  }

  /** See {@link Loops#norm}. */
  public static double norm(float[] x, int at, int n) {
    return LOOPS.norm(x, at, n);
  }

  /** Returns 1 / max(norm, 1e-12). */
  public static float inverse(double norm) {
    return Loops.inverse(norm);
  }

  /** Returns 1 / max(|x|, 1e-12). */
  public static float inverseNorm(float[] x) {
    return Loops.inverse(norm(x, 0, x.length));
  }

  /** See {@link Loops#fuse}. */
  public static void fuse(float[] z, int from, float factor, float[] common, float[] out, int at) {
    LOOPS.fuse(z, from, factor, common, out, at);
  }

  /** See {@link Loops#gru}. */
  static void gru(
      float[] gates, float[] item, int input, float[] state, int at, GruScratch scratch) {
    LOOPS.gru(gates, item, input, state, at, scratch);
  }
}
