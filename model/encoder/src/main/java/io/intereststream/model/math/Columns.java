package io.intereststream.model.math;

/**
 * A matrix by columns, in two layouts: each column in its own array, for plain loops and for the
 * remainder of vector loops, and all columns in one array, for vector loops.
 */
final class Columns {

  /** [columns][rows]. */
  final float[][] each;

  /** [columns · rows]. */
  final float[] all;

  /** Creates both layouts from columns of equal length. */
  Columns(float[][] columns) {
    int rows = columns[0].length;
    each = columns;
    all = new float[Math.multiplyExact(columns.length, rows)];
    for (int k = 0; k < columns.length; k++) {
      System.arraycopy(columns[k], 0, all, k * rows, rows);
    }
  }
}
