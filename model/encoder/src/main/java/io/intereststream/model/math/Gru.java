package io.intereststream.model.math;

/**
 * A GRU without biases, with the gates in the order reset, update, candidate. Its state is [h:
 * hidden]. One step is r = σ(x_r + B_r h), z = σ(x_z + B_z h), c = tanh(x_n + r · (B_n h)), h' = (1
 * − z) c + z h, with the input half x = A v. Not thread-safe.
 */
public final class Gru {

  /** The recurrent matrix, [hidden][3·hidden]. */
  private final Columns matrix;

  private final int hidden;

  /** Gates of each state that is updated together. */
  private final float[][] gatesOf;

  private final GruScratch scratch;

  /**
   * Creates a GRU.
   *
   * @param matrix the recurrent matrix by columns, [hidden][3·hidden]
   */
  public Gru(float[][] matrix) {
    this.matrix = new Columns(matrix);
    this.hidden = matrix.length;
    this.gatesOf = new float[Kernel.TOGETHER][3 * hidden];
    this.scratch = new GruScratch(hidden);
  }

  /**
   * Computes one step from the item's input half and the recurrent half.
   *
   * @param input the input half, [3·hidden]
   */
  public void step(float[] state, float[] input) {
    Kernel.recur(matrix, state, 0, input, 0, gatesOf[0]);
    Kernel.gru(gatesOf[0], input, 2 * hidden, state, 0, scratch);
  }

  /**
   * Computes one step for the first {@code n} states in one pass over the recurrent matrix.
   *
   * @param states {@value Kernel#TOGETHER} of them; those beyond {@code n} are not changed
   * @param inputs input half for each state; those beyond {@code n} may hold anything
   */
  public void stepEach(float[][] states, float[][] inputs, int n) {
    Kernel.recurEight(matrix, states, 0, inputs, 0, gatesOf);
    for (int v = 0; v < n; v++) {
      Kernel.gru(gatesOf[v], inputs[v], 2 * hidden, states[v], 0, scratch);
    }
  }
}
