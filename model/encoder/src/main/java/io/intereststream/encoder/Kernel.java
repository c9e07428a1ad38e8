package io.intereststream.encoder;

import java.util.Arrays;

/**
 * Matrix times vector, and a few loops over one vector, in float32, by the best {@link Loops} that
 * the JVM offers. A matrix is a list of columns, each an array of its own.
 */
final class Kernel {

  private static final Loops LOOPS = Loops.best();

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

  /** See {@link Loops#addTo(float[][], float[], int, int, float[])}. */
  static void addTo(float[][] columns, float[] x, int from, int n, float[] out) {
    LOOPS.addTo(columns, x, from, n, out);
  }

  /** See {@link Loops#addTo(Columns, float[], int, float[])}. */
  static void addTo(Columns matrix, float[] x, int from, float[] out) {
    LOOPS.addTo(matrix, x, from, out);
  }

  /** See {@link Loops#addToFour}. */
  static void addToFour(Columns matrix, float[][] x, int from, float[][] out) {
    LOOPS.addToFour(matrix, x, from, out);
  }

  /** See {@link Loops#addOneAt}. */
  static void addOneAt(float[] column, float x, float[] out, int at, float[] scratch) {
    LOOPS.addOneAt(column, x, out, at, scratch);
  }

  /** See {@link Loops#addOne}. */
  static void addOne(float[] column, float x, float[] out) {
    LOOPS.addOne(column, x, out);
  }

  /** See {@link Loops#scaleAndAdd}. */
  static void scaleAndAdd(float high, float low, float[] column, float x, float[] out) {
    LOOPS.scaleAndAdd(high, low, column, x, out);
  }

  /** See {@link Loops#relu}. */
  static void relu(float[] values) {
    LOOPS.relu(values);
  }

  /** See {@link Loops#scale}. */
  static void scale(float[] values, float factor) {
    LOOPS.scale(values, factor);
  }

  /** See {@link Loops#inverseNorm}. */
  static float inverseNorm(float[] x) {
    return LOOPS.inverseNorm(x);
  }

  /** See {@link Loops#fuse}. */
  static void fuse(float[] z, float factor, float[] common, float[] out) {
    LOOPS.fuse(z, factor, common, out);
  }

  /** See {@link Loops#gru}. */
  static void gru(
      float[] gates, float[] item, int input, float[] state, int at, GruScratch scratch) {
    LOOPS.gru(gates, item, input, state, at, scratch);
  }
}
