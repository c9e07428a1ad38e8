package io.intereststream.model.encoder;

import io.intereststream.model.math.Kernel;

/**
 * An encoder that can be carried on from item to item. Its state is a {@code float[]} of {@link
 * #stateSize()} that the caller keeps, all zero for an empty history. A state belongs to the
 * release that made it; what is in it is the encoder's affair.
 */
public interface IncrementalEncoder extends Encoder {

  /** States that are best given to {@link #append(float[][], int[][])} at a time. */
  int TOGETHER = Kernel.TOGETHER;

  /** Returns the length of a state, in floats. */
  int stateSize();

  /**
   * Appends one item to a state, which takes {@link #window()} of them; none is taken out again.
   *
   * @param state changed in place
   * @param row the item's row in the release
   * @throws IndexOutOfBoundsException if the row is not one of the release's, the state is short,
   *     or, where positions count, it is full
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
   * Appends to each of some states items of its own; see {@link #append(float[], int)}. Takes less
   * time than one state after the other where they take in about as many items.
   *
   * @param states each an array of its own
   * @param rows the items' rows for each, oldest first
   */
  default void append(float[][] states, int[][] rows) {
    for (int i = 0; i < states.length; i++) {
      append(states[i], rows[i]);
    }
  }

  /**
   * Computes the interests of a state, which is not changed.
   *
   * @param known number of items that were appended; 0 gives count 0
   * @param into filled with the result; must have room for the release's sizes
   */
  void interests(float[] state, int known, Interests into);
}
