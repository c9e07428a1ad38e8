package io.intereststream.model.math;

/** Division of vectors by their Euclidean norm, which is computed in double precision. */
public final class UnitVectors {

  /** Smallest norm that a vector is divided by. */
  public static final double SMALLEST_NORM = 1e-12;

  private UnitVectors() {}

  /**
   * Returns a copy of a row-major table in which every row, {@code length} numbers, is divided by
   * its norm.
   */
  public static float[] rows(float[] rows, int length) {
    float[] unit = rows.clone();
    for (int from = 0; from < rows.length; from += length) {
      normalise(unit, from, length);
    }
    return unit;
  }

  /** Divides {@code length} numbers by their norm, in double precision, then rounds. */
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

  /** Divides {@code length} numbers by their norm. */
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
