package io.intereststream.model.encoder;

import io.intereststream.model.math.Kernel;

/**
 * An encoder that can be updated item by item. Its state is a {@code float[]} of length {@link
 * #stateSize()} that the caller keeps, all zero for an empty history: what an encoder cannot
 * compute quickly from the items, such as the state of a GRU. A state is valid only under the
 * release that made it; its content is private to the encoder.
 */
public interface IncrementalEncoder extends Encoder {

  /**
   * Number of states that {@link #append(float[][], int[][])} processes together; multiples of it
   * are fastest.
   */
  int TOGETHER = Kernel.TOGETHER;

  /** Returns the length of a state, in floats. */
  int stateSize();

  /**
   * Appends one item to a state. A state takes up to {@link #window()} items; items cannot be
   * removed.
   *
   * @param state changed in place
   * @param row the item's row in the release
   * @throws IndexOutOfBoundsException if the row is not one of the release's, if the state is too
   *     short, or, in an architecture with positions, if it is full
   */
  void append(float[] state, int row);

  /**
   * Appends items one after the other; see {@link #append(float[], int)}.
   *
   * @param rows the items' rows, oldest first
   */
  default void append(float[] state, int[] rows) {
    for (int row : rows) {
      append(state, row);
    }
  }

  /**
   * Appends items to several states; see {@link #append(float[], int)}. Faster than one state after
   * the other if the numbers of items are similar.
   *
   * @param states distinct arrays
   * @param rows the items' rows for each state, oldest first
   */
  default void append(float[][] states, int[][] rows) {
    for (int i = 0; i < states.length; i++) {
      append(states[i], rows[i]);
    }
  }

  /**
   * Computes the interests of a state without changing it.
   *
   * @param rows rows of the items that were appended, oldest first; none gives count 0
   * @param into filled with the result; must have room for the release's sizes
   */
  void interests(float[] state, int[] rows, Interests into);
}
