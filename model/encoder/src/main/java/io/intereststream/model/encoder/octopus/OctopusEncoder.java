package io.intereststream.model.encoder.octopus;

import io.intereststream.model.encoder.AbstractIncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.math.RunningSoftmax;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/**
 * Octopus in float32, updated item by item. A state is [{@link RunningSoftmax} of M channels |
 * items of each channel: M]; an append is d multiply-adds.
 */
final class OctopusEncoder extends AbstractIncrementalEncoder {

  private final ItemRows.Reader items;
  private final RunningSoftmax means;
  private final int countsAt;
  private final float[] item;
  private final float[] vector;

  /**
   * Creates an encoder.
   *
   * @param items see {@link #items(ReleaseData, ItemTables)}
   */
  OctopusEncoder(ReleaseData release, ItemRows items) {
    super(release);
    this.items = items.reader();
    means = new RunningSoftmax(interests, d);
    countsAt = means.size();
    item = new float[items.width()];
    vector = new float[d];
  }

  /** Returns the precomputed row of each item: [v: d | channel: 1 | e: 1]. */
  static ItemRows items(ReleaseData release, ItemTables items) {
    int d = release.dimension();
    float[][] weight = Kernel.columns(release.tensor(OctopusForm.WEIGHT), d, d);
    return new ItemRows(
        release,
        items,
        d + 2,
        () -> {
          float[] vector = new float[d];
          float[] inner = new float[d];
          return (row, into, at) -> {
            release.itemVectors().read(row, vector, 0);
            int channel = OctopusForm.channel(release, vector);
            System.arraycopy(release.tensor(OctopusForm.BIAS), 0, inner, 0, d);
            Kernel.addTo(weight, vector, 0, d, inner);
            System.arraycopy(vector, 0, into, at, d);
            into[at + d] = channel;
            into[at + d + 1] = (float) logit(release.tensor(OctopusForm.QUERY), channel, inner);
          };
        });
  }

  /**
   * Returns row {@code channel} of the queries times tanh of the inner vector, in double precision.
   */
  private static double logit(float[] queries, int channel, float[] inner) {
    double logit = 0;
    for (int i = 0; i < inner.length; i++) {
      logit += queries[channel * inner.length + i] * Math.tanh(inner[i]);
    }
    return logit;
  }

  @Override
  public int stateSize() {
    return countsAt + interests;
  }

  @Override
  public void append(float[] state, int row) {
    items.read(row, item, 0);
    int channel = (int) item[d];
    System.arraycopy(item, 0, vector, 0, d);
    means.add(state, channel, item[d + 1], vector);
    state[countsAt + channel]++;
  }

  @Override
  public void interests(float[] state, int[] rows, Interests into) {
    into.count(interests);
    Arrays.fill(into.general(), 0f);
    int count = 0;
    for (int m = 0; m < interests; m++) {
      if (!means.isEmpty(state, m)) {
        means.read(state, m, into.vectors(), count * d);
        into.categories()[count] = m;
        into.weights()[count] = state[countsAt + m] / rows.length;
        count++;
      }
    }
    into.count(count);
  }
}
