package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.math.RowMatrix;

/** The rows of one history's items, copied into one array. Not thread-safe. */
final class HistoryRows {

  /** The items' vectors v, [window, d]. */
  final RowMatrix vectors;

  /** What follows the vectors in the rows: under soft assignment the shares, [window, L]. */
  final RowMatrix shares;

  /** Age of the item in each row; the newest item has age 0. */
  final int[] ages;

  private final ItemRows.Reader reader;
  private int size;

  /**
   * @param d number of floats of a vector
   * @param window maximum number of items
   */
  HistoryRows(ItemRows items, int d, int window) {
    int width = items.width();
    float[] values = new float[window * width];
    vectors = new RowMatrix(values, 0, d, width);
    shares = new RowMatrix(values, d, width - d, width);
    ages = new int[window];
    reader = items.reader();
  }

  /**
   * Reads the rows of a history.
   *
   * @param items rows of the release, oldest first
   * @param order numbers of the items in the order in which their rows are wanted
   */
  void read(int[] items, int[] order) {
    size = items.length;
    for (int i = 0; i < size; i++) {
      reader.read(items[order[i]], vectors.values(), i * vectors.stride());
      ages[i] = size - 1 - order[i];
    }
  }

  /**
   * Writes the factor at the age of each item.
   *
   * @param factors the factor at each age
   * @param from number of the first row
   * @param end number after that of the last row
   * @param into receives the factor of row i at index i
   */
  void factors(float[] factors, int from, int end, float[] into) {
    for (int i = from; i < end; i++) {
      into[i] = factors[ages[i]];
    }
  }

  /** Returns the number of items. */
  int size() {
    return size;
  }
}
