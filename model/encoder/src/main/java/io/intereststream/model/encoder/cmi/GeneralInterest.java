package io.intereststream.model.encoder.cmi;

import io.intereststream.model.math.Gru;
import io.intereststream.model.math.Kernel;

/**
 * The general interest within a state of CMI's incremental encoder: [h: hidden], equations 3 and 4.
 * Not thread-safe.
 */
final class GeneralInterest {

  private final Gru gru;

  /** Where h begins in a state. */
  private final int at;

  private final float[][] projection;
  private final float[] bias;

  GeneralInterest(CmiItemTable table, int at) {
    this.gru = new Gru(table.recurrent(), at);
    this.at = at;
    this.projection = table.projection();
    this.bias = table.model().general().bias();
  }

  /** Equation 3. */
  void step(float[] state, float[] item, int input) {
    gru.step(state, item, input);
  }

  /** Equation 3 for the first {@code n} states; see {@link Gru#stepEach}. */
  void stepEach(float[][] states, float[][] items, int input, int n) {
    gru.stepEach(states, items, input, n);
  }

  /** Equation 4, unit(max(M h + b, 0)). */
  void compute(float[] state, float[] into) {
    System.arraycopy(bias, 0, into, 0, into.length);
    Kernel.addTo(projection, state, at, projection.length, into);
    Kernel.relu(into);
    Kernel.scale(into, Kernel.inverseNorm(into));
  }
}
