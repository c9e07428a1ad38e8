package io.intereststream.model.math;

/**
 * A GRU without biases, with the gates in the order reset, update, candidate. Its state [h: hidden]
 * is part of the state of an incremental encoder. One step is r = σ(x_r + B_r h), z = σ(x_z + B_z
 * h), c = tanh(x_n + r · (B_n h)), h' = (1 − z) c + z h, with the input half x = A v. Not
 * thread-safe.
 */
public final class Gru {

  /** The recurrent matrix, [hidden][3·hidden]. */
  private final Columns matrix;

  private final int hidden;

  /** Where h begins in a state. */
  private final int at;

  /** Gates of each state that is updated together. */
  private final float[][] gatesOf;

  private final GruScratch scratch;

  /**
   * Creates a GRU.
   *
   * @param matrix the recurrent matrix by columns, [hidden][3·hidden]
   * @param at index of h in a state
   */
  public Gru(float[][] matrix, int at) {
    this.matrix = new Columns(matrix);
    this.hidden = matrix.length;
    this.at = at;
    this.gatesOf = new float[Kernel.TOGETHER][3 * hidden];
    this.scratch = new GruScratch(hidden);
  }

  /**
   * Computes one step from the item's input half and the recurrent half.
   *
   * @param item holds the input half, [3·hidden], from index {@code input}
   */
  public void step(float[] state, float[] item, int input) {
    Kernel.recur(matrix, state, at, item, input, gatesOf[0]);
    Kernel.gru(gatesOf[0], item, input + 2 * hidden, state, at, scratch);
  }

  /**
   * Computes one step for the first {@code n} states in one pass over the recurrent matrix.
   *
   * @param states {@value Kernel#TOGETHER} of them; those beyond {@code n} are not changed
   * @param items one for each state; those beyond {@code n} may hold anything
   */
  public void stepEach(float[][] states, float[][] items, int input, int n) {
    Kernel.recurEight(matrix, states, at, items, input, gatesOf);
    for (int v = 0; v < n; v++) {
      Kernel.gru(gatesOf[v], items[v], input + 2 * hidden, states[v], at, scratch);
    }
  }
}
