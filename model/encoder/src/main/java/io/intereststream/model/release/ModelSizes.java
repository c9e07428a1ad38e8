package io.intereststream.model.release;

/**
 * The sizes of a model, all above 0 but for {@code hidden}.
 *
 * @param items rows of the vocabulary
 * @param dimension length d of an item's row and of an interest
 * @param interests number L of interests that a viewer can have at most
 * @param hidden width of what is between input and output (a GRU's state, an inner layer); 0 in a
 *     form without
 * @param window known items of a history that are encoded at most
 */
public record ModelSizes(int items, int dimension, int interests, int hidden, int window) {

  /** Checks that they are sizes. */
  public ModelSizes {
    if (items < 1 || dimension < 1 || interests < 1 || hidden < 0 || window < 1) {
      throw new IllegalArgumentException(
          "items %d, dimension %d, interests %d, hidden %d, window %d (expected: all > 0, hidden >= 0)"
              .formatted(items, dimension, interests, hidden, window));
    }
  }

  /** Returns these with another window. */
  public ModelSizes withWindow(int newWindow) {
    return new ModelSizes(items, dimension, interests, hidden, newWindow);
  }
}
