package io.intereststream.model.math;

/**
 * A matrix within an array. Row i begins at index {@code at + i * stride}.
 *
 * @param values the array; it is not copied
 * @param at index of the first number
 * @param width number of columns
 * @param stride from the beginning of a row to that of the next one
 */
public record RowMatrix(float[] values, int at, int width, int stride) {

  /** Returns the matrix with one column that has these values. */
  public static RowMatrix column(float[] values) {
    return new RowMatrix(values, 0, 1, 1);
  }

  /** Returns the index of a row's first number. */
  int index(int row) {
    return at + row * stride;
  }
}
