package io.intereststream.model.encoder.gru4rec;

import io.intereststream.model.encoder.AbstractIncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.math.Gru;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/** GRU4Rec in float32, updated item by item. A state is [h: hidden]. */
final class Gru4RecEncoder extends AbstractIncrementalEncoder {

  private final ItemRows.Reader inputs;
  private final float[] input;
  private final Gru gru;
  private final float[][] projection;
  private final float[] vector;

  /**
   * Creates an encoder.
   *
   * @param inputs see {@link #inputs(ReleaseData, ItemTables)}
   */
  Gru4RecEncoder(ReleaseData release, ItemRows inputs) {
    super(release);
    int hidden = release.hidden();
    this.inputs = inputs.reader();
    input = new float[inputs.width()];
    gru = new Gru(Kernel.columns(release.tensor(Gru4RecForm.RECURRENT), 3 * hidden, hidden));
    projection = Kernel.columns(release.tensor(Gru4RecForm.PROJECTION), d, hidden);
    vector = new float[d];
  }

  /** Returns the precomputed row of each item: the input half, A v [3·hidden]. */
  static ItemRows inputs(ReleaseData release, ItemTables items) {
    return ItemRows.products(
        release, items, release.tensor(Gru4RecForm.INPUT), 3 * release.hidden());
  }

  @Override
  public int stateSize() {
    return release.hidden();
  }

  @Override
  public void append(float[] state, int row) {
    inputs.read(row, input, 0);
    gru.step(state, input);
  }

  @Override
  public void interests(float[] state, int[] rows, Interests into) {
    into.count(Math.min(rows.length, 1));
    Arrays.fill(into.general(), 0f);
    System.arraycopy(release.tensor(Gru4RecForm.BIAS), 0, vector, 0, d);
    Kernel.addTo(projection, state, 0, release.hidden(), vector);
    System.arraycopy(vector, 0, into.vectors(), 0, d);
    into.categories()[0] = 0;
    into.weights()[0] = 1;
  }
}
