package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.ItemRows;

/**
 * The rows of one history's items, copied into one array. The newest item is always in the last
 * row, so that an item's place tells its age. Not thread-safe.
 */
final class HistoryRows {

  /** Maximum number of items. */
  final int window;

  /** Number of floats in a row. */
  final int stride;

  /** Row i begins at index {@code i * stride}, [window, stride]. */
  final float[] values;

  private final ItemRows.Reader reader;

  /** The row of the oldest item. */
  private int first;

  HistoryRows(ItemRows items, int window) {
    this.window = window;
    this.stride = items.width();
    this.values = new float[window * stride];
    this.reader = items.reader();
  }

  /**
   * Reads the rows of a history.
   *
   * @param items rows of the release, oldest first, at most {@link #window} of them
   */
  void read(int[] items) {
    first = window - items.length;
    for (int i = 0; i < items.length; i++) {
      reader.read(items[i], values, (first + i) * stride);
    }
  }

  /** Returns the row of the oldest item. */
  int first() {
    return first;
  }
}
