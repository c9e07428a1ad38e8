package io.intereststream.encoder;

import java.util.Arrays;

/**
 * The general interest within a state of the incremental encoder: [h: hidden]. Not thread-safe.
 *
 * <p>Scratch is in short arrays of one length each, so that loops over them are vectorised.
 */
final class GeneralInterest {

  private final ItemTable table;
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

  GeneralInterest(ItemTable table, int at) {
    this.table = table;
    this.hidden = table.release().hidden();
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

  /** Equation 3: r, z, c and h' from the item's input half and the recurrent half. */
  void step(float[] state, float[] item, int input) {
    System.arraycopy(item, input, gates, 0, 2 * hidden);
    Arrays.fill(gates, 2 * hidden, 3 * hidden, 0f);
    Kernel.addTo(table.recurrent(), state, at, hidden, gates);
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

  /** Equation 4, unit(max(M h + b, 0)). */
  void compute(float[] state, float[] into) {
    System.arraycopy(table.release().weights().general().bias(), 0, into, 0, into.length);
    Kernel.addTo(table.projection(), state, at, hidden, into);
    for (int k = 0; k < into.length; k++) {
      into[k] = Math.max(into[k], 0f);
    }
    Kernel.scale(into, Kernel.inverseNorm(into));
  }
}
