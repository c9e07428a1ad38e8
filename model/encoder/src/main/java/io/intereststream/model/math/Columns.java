package io.intereststream.model.math;

/**
 * A matrix by columns, twice: each column in an array of its own, as plain loops want it, and all
 * in one, as loops with vector instructions do.
 */
final class Columns {

  /** [columns][rows]. */
  final float[][] each;

  /** [columns · rows]. */
  final float[] all;

  /** Copies columns of one length. */
  Columns(float[][] columns) {
    int rows = columns[0].length;
    each = columns;
    all = new float[Math.multiplyExact(columns.length, rows)];
    for (int k = 0; k < columns.length; k++) {
      System.arraycopy(columns[k], 0, all, k * rows, rows);
    }
  }
}
