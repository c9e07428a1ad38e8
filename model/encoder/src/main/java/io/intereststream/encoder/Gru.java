package io.intereststream.encoder;

import java.util.Arrays;

/**
 * A GRU without biases, gate order reset, update, candidate, within a state of a running encoder:
 * [h: hidden]. Not thread-safe.
 *
 * <p>Scratch is in short arrays of one length each, so that loops over them are vectorised.
 */
final class Gru {

  /** The recurrent matrix by columns, [hidden][3·hidden]. */
  private final float[][] matrix;

  private final int hidden;

  /** Where h begins in a state. */
  private final int at;

  private final float[] gates;
  private final float[] resetUpdate;
  private final float[] update;
  private final float[] candidate;
  private final float[] recurrent;
  private final float[] h;
  private final Activation ofTwoGates;
  private final Activation ofCandidate;

  Gru(float[][] matrix, int at) {
    this.matrix = matrix;
    this.hidden = matrix.length;
    this.at = at;
    this.gates = new float[3 * hidden];
    this.resetUpdate = new float[2 * hidden];
    this.update = new float[hidden];
    this.candidate = new float[hidden];
    this.recurrent = new float[hidden];
    this.h = new float[hidden];
    this.ofTwoGates = new Activation(2 * hidden);
    this.ofCandidate = new Activation(hidden);
  }

  /**
   * Computes r, z, c and h' from the item's input half and the recurrent half.
   *
   * @param item holds the input half, [3·hidden], from {@code input} on
   */
  void step(float[] state, float[] item, int input) {
    System.arraycopy(item, input, gates, 0, 2 * hidden);
    Arrays.fill(gates, 2 * hidden, 3 * hidden, 0f);
    Kernel.addTo(matrix, state, at, hidden, gates);
    System.arraycopy(gates, 0, resetUpdate, 0, 2 * hidden);
    ofTwoGates.sigmoid(resetUpdate);

    System.arraycopy(item, input + 2 * hidden, candidate, 0, hidden);
    System.arraycopy(gates, 2 * hidden, recurrent, 0, hidden);
    for (int i = 0; i < candidate.length; i++) {
      candidate[i] += resetUpdate[i] * recurrent[i];
    }
    ofCandidate.tanh(candidate);

    System.arraycopy(resetUpdate, hidden, update, 0, hidden);
    System.arraycopy(state, at, h, 0, hidden);
    for (int i = 0; i < h.length; i++) {
      h[i] = candidate[i] + update[i] * (h[i] - candidate[i]);
    }
    System.arraycopy(h, 0, state, at, hidden);
  }
}
