package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.math.Gru;
import io.intereststream.model.math.Kernel;

/** The general interest, equations 3 and 4; its state is [h: hidden]. Not thread-safe. */
final class GeneralInterest {

  private final Gru gru;
  private final ItemRows.Reader inputs;

  /** The input half of an item, for each state that is updated together, [3·hidden]. */
  private final float[][] inputOf;

  private final float[][] projection;
  private final float[] bias;

  GeneralInterest(CmiItemTable table) {
    this.gru = new Gru(table.recurrent());
    this.inputs = table.inputs().reader();
    this.inputOf = new float[Kernel.TOGETHER][table.inputs().width()];
    this.projection = table.projection();
    this.bias = table.model().general().bias();
  }

  /** Equation 3 for one item. */
  void step(float[] state, int item) {
    inputs.read(item, inputOf[0], 0);
    gru.step(state, inputOf[0]);
  }

  /**
   * Equation 3 for items, oldest first. Reads a group of items ahead, so that the memory accesses
   * overlap.
   */
  void steps(float[] state, int[] items) {
    for (int from = 0; from < items.length; from += inputOf.length) {
      int n = Math.min(inputOf.length, items.length - from);
      for (int i = 0; i < n; i++) {
        inputs.read(items[from + i], inputOf[i], 0);
      }
      for (int i = 0; i < n; i++) {
        gru.step(state, inputOf[i]);
      }
    }
  }

  /** Equation 3 for one item of each of the first {@code n} states; see {@link Gru#stepEach}. */
  void stepEach(float[][] states, int[] items, int n) {
    for (int v = 0; v < n; v++) {
      inputs.read(items[v], inputOf[v], 0);
    }
    gru.stepEach(states, inputOf, n);
  }

  /** Equation 4, unit(max(M h + b, 0)). */
  void compute(float[] state, float[] into) {
    System.arraycopy(bias, 0, into, 0, into.length);
    Kernel.addTo(projection, state, 0, projection.length, into);
    Kernel.relu(into);
    Kernel.scale(into, Kernel.inverseNorm(into));
  }
}
