package io.intereststream.model.math;

/**
 * Scratch space for the element-wise part of a GRU step in plain Java: short arrays, so that the
 * JIT compiler vectorises loops over them. Not thread-safe.
 */
final class GruScratch {

  private final int hidden;
  private final float[] resetUpdate;
  private final float[] update;
  private final float[] candidate;
  private final float[] recurrent;
  private final float[] h;
  private final Activation ofTwoGates;
  private final Activation ofCandidate;

  GruScratch(int hidden) {
    this.hidden = hidden;
    this.resetUpdate = new float[2 * hidden];
    this.update = new float[hidden];
    this.candidate = new float[hidden];
    this.recurrent = new float[hidden];
    this.h = new float[hidden];
    this.ofTwoGates = new Activation(2 * hidden);
    this.ofCandidate = new Activation(hidden);
  }

  /** See {@link Loops#gru}. */
  void step(float[] gates, float[] item, int input, float[] state, int at) {
    System.arraycopy(gates, 0, resetUpdate, 0, 2 * hidden);
    ofTwoGates.sigmoid(resetUpdate);

    System.arraycopy(item, input, candidate, 0, hidden);
    System.arraycopy(gates, 2 * hidden, recurrent, 0, hidden);
    for (int i = 0; i < candidate.length; i++) {
      candidate[i] += resetUpdate[i] * (recurrent[i] - candidate[i]);
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
