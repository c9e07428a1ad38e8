package io.intereststream.deploy.bench.encoder;

import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import java.util.List;
import java.util.Random;

/**
 * An encoder that computes nothing: it keeps a state of the same size as the real encoder, without
 * zeros, and returns stored vectors. A job with it shows the cost of the pipeline alone.
 */
final class StoredVectorEncoder implements IncrementalEncoder {
  private final IncrementalEncoder real;
  private final float[] state;
  private final Interests stored;

  /**
   * @param interests number of interests to return
   * @param dimension length of a vector
   */
  StoredVectorEncoder(IncrementalEncoder real, int interests, int dimension) {
    Random random = new Random(3);
    this.real = real;
    this.state = values(random, real.stateSize());
    this.stored = new Interests(interests, dimension);
    fill(random, stored.vectors());
    fill(random, stored.weights());
    fill(random, stored.general());
    for (int l = 0; l < interests; l++) {
      stored.categories()[l] = l;
    }
    stored.count(interests);
  }

  private static float[] values(Random random, int length) {
    float[] values = new float[length];
    fill(random, values);
    return values;
  }

  private static void fill(Random random, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() + 1;
    }
  }

  @Override
  public int window() {
    return real.window();
  }

  @Override
  public int stateSize() {
    return real.stateSize();
  }

  @Override
  public void append(float[] into, int row) {
    if (into[0] == 0) {
      System.arraycopy(state, 0, into, 0, state.length);
    }
  }

  @Override
  public void interests(float[] ofState, int[] rows, Interests into) {
    copy(stored.vectors(), into.vectors());
    copy(stored.weights(), into.weights());
    copy(stored.general(), into.general());
    System.arraycopy(stored.categories(), 0, into.categories(), 0, stored.count());
    into.count(stored.count());
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }

  /** Only the probe check asks for whole histories, and it needs the real encoder. */
  @Override
  public List<Interests> encode(List<int[]> histories) {
    return real.encode(histories);
  }
}
