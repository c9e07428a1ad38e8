package io.intereststream.model.release;

/**
 * The sizes of a model; all are above 0, except {@code hidden}.
 *
 * @param items rows of the vocabulary
 * @param dimension length d of an item's row and of an interest
 * @param interests maximum number L of interests of a viewer
 * @param hidden size of the hidden layer or of the GRU's state; 0 in a form without one
 * @param window maximum number of known items of a history that are encoded
 */
public record ModelSizes(int items, int dimension, int interests, int hidden, int window) {

  /** Checks the sizes. */
  public ModelSizes {
    if (items < 1 || dimension < 1 || interests < 1 || hidden < 0 || window < 1) {
      throw new IllegalArgumentException(
          "items %d, dimension %d, interests %d, hidden %d, window %d (expected: all > 0, hidden >= 0)"
              .formatted(items, dimension, interests, hidden, window));
    }
  }

  /** Returns these sizes with another window. */
  public ModelSizes withWindow(int newWindow) {
    return new ModelSizes(items, dimension, interests, hidden, newWindow);
  }
}
