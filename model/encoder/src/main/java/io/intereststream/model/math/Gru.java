package io.intereststream.model.math;

/**
 * A GRU without biases, gate order reset, update, candidate, within a state of a running encoder:
 * [h: hidden]. Not thread-safe.
 */
public final class Gru {

  /** The recurrent matrix, [hidden][3·hidden]. */
  private final Columns matrix;

  private final int hidden;

  /** Where h begins in a state. */
  private final int at;

  /** Of each state that is carried on together. */
  private final float[][] gatesOf;

  private final GruScratch scratch;

  public Gru(float[][] matrix, int at) {
    this.matrix = new Columns(matrix);
    this.hidden = matrix.length;
    this.at = at;
    this.gatesOf = new float[Kernel.TOGETHER][3 * hidden];
    this.scratch = new GruScratch(hidden);
  }

  /**
   * Computes r, z, c and h' from the item's input half and the recurrent half.
   *
   * @param item holds the input half, [3·hidden], from {@code input} on
   */
  public void step(float[] state, float[] item, int input) {
    Kernel.recur(matrix, state, at, item, input, gatesOf[0]);
    Kernel.gru(gatesOf[0], item, input + 2 * hidden, state, at, scratch);
  }

  /**
   * Does the step for the first {@code n} of some states, with one pass over the recurrent matrix.
   *
   * @param states {@value Kernel#TOGETHER} of them; those beyond {@code n} are not changed
   * @param items of each; beyond {@code n} any numbers
   */
  public void stepEach(float[][] states, float[][] items, int input, int n) {
    Kernel.recurEight(matrix, states, at, items, input, gatesOf);
    for (int v = 0; v < n; v++) {
      Kernel.gru(gatesOf[v], items[v], input + 2 * hidden, states[v], at, scratch);
    }
  }
}
