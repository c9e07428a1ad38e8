package io.intereststream.model.math;

/** Division of vectors by their length, summed in double precision. */
public final class UnitVectors {

  /** Smallest length that a vector is divided by. */
  public static final double SMALLEST_NORM = 1e-12;

  private UnitVectors() {}

  /** Returns a table, row-major, with every row of {@code length} numbers divided by its length. */
  public static float[] rows(float[] rows, int length) {
    float[] unit = rows.clone();
    for (int from = 0; from < rows.length; from += length) {
      normalise(unit, from, length);
    }
    return unit;
  }

  /** Divides one row by its length, in double precision, then rounds. */
  public static void normalise(float[] rows, int from, int length) {
    double squares = 0;
    for (int j = from; j < from + length; j++) {
      squares += (double) rows[j] * rows[j];
    }
    double norm = Math.max(Math.sqrt(squares), SMALLEST_NORM);
    for (int j = from; j < from + length; j++) {
      rows[j] = (float) (rows[j] / norm);
    }
  }

  /** Divides part of an array by its length. */
  public static void normalise(double[] values, int from, int length) {
    double squares = 0;
    for (int k = from; k < from + length; k++) {
      squares += values[k] * values[k];
    }
    double norm = Math.max(Math.sqrt(squares), SMALLEST_NORM);
    for (int k = from; k < from + length; k++) {
      values[k] /= norm;
    }
  }
}
