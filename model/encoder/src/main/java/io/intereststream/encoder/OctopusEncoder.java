package io.intereststream.encoder;

import java.util.Arrays;

/**
 * Octopus in float32, carried on from item to item. A state is [{@link SoftmaxMeans} of M channels
 * | items of each channel: M]; an append is d multiply-adds.
 */
final class OctopusEncoder extends RunningEncoder {

  private final ItemRows items;
  private final SoftmaxMeans means;
  private final int countsAt;
  private final float[] vector;

  /**
   * Creates one.
   *
   * @param items see {@link #items(Release)}
   */
  OctopusEncoder(Release release, ItemRows items) {
    super(release);
    this.items = items;
    means = new SoftmaxMeans(interests, d);
    countsAt = means.size();
    vector = new float[d];
  }

  /** Computes of each item [v: d | channel: 1 | e: 1], the last in double precision. */
  static ItemRows items(Release release) {
    int d = release.dimension();
    float[] vectors = release.tensor(Release.ITEM_VECTORS);
    return new ItemRows(
        release.items(),
        d + 2,
        (row, into, from) -> {
          System.arraycopy(vectors, row * d, into, from, d);
          int channel = OctopusForm.channel(release, row);
          into[from + d] = channel;
          into[from + d + 1] = (float) logit(release, row, channel);
        });
  }

  private static double logit(Release release, int row, int channel) {
    int d = release.dimension();
    float[] vectors = release.tensor(Release.ITEM_VECTORS);
    float[] weight = release.tensor(OctopusForm.WEIGHT);
    float[] bias = release.tensor(OctopusForm.BIAS);
    float[] query = release.tensor(OctopusForm.QUERY);
    double logit = 0;
    for (int i = 0; i < d; i++) {
      double inner = bias[i];
      for (int k = 0; k < d; k++) {
        inner += (double) weight[i * d + k] * vectors[row * d + k];
      }
      logit += query[channel * d + i] * Math.tanh(inner);
    }
    return logit;
  }

  @Override
  public int stateSize() {
    return countsAt + interests;
  }

  @Override
  public void append(float[] state, int row) {
    float[] item = items.block(row);
    int offset = items.offset(row);
    int channel = (int) item[offset + d];
    System.arraycopy(item, offset, vector, 0, d);
    means.add(state, channel, item[offset + d + 1], vector);
    state[countsAt + channel]++;
  }

  @Override
  public void interests(float[] state, int known, Interests into) {
    into.count(interests);
    Arrays.fill(into.general(), 0f);
    int count = 0;
    for (int m = 0; m < interests; m++) {
      if (!means.isEmpty(state, m)) {
        means.read(state, m, into.vectors(), count * d);
        into.categories()[count] = m;
        into.weights()[count] = state[countsAt + m] / known;
        count++;
      }
    }
    into.count(count);
  }
}
