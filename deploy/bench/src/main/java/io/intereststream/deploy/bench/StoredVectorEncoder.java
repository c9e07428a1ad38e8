package io.intereststream.deploy.bench;

import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import java.util.List;
import java.util.Random;

/**
 * An encoder that computes nothing: it keeps a state of the same size as the real encoder and
 * returns it as the interests. A job with it shows the cost of the pipeline alone.
 */
final class StoredVectorEncoder implements IncrementalEncoder {
  private final IncrementalEncoder real;
  private final int interests;
  private final int dimension;
  private final float[] stored;

  StoredVectorEncoder(IncrementalEncoder real, int interests, int dimension) {
    this.real = real;
    this.interests = interests;
    this.dimension = dimension;
    this.stored = new float[real.stateSize()];
    Random random = new Random(3);
    for (int i = 0; i < stored.length; i++) {
      stored[i] = random.nextFloat() + 1;
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
  public void append(float[] state, int row) {
    if (state[0] == 0) {
      System.arraycopy(stored, 0, state, 0, stored.length);
    }
  }

  @Override
  public void interests(float[] state, int known, Interests into) {
    System.arraycopy(state, 0, into.vectors(), 0, interests * dimension);
    System.arraycopy(state, 0, into.general(), 0, dimension);
    for (int l = 0; l < interests; l++) {
      into.categories()[l] = l;
      into.weights()[l] = state[interests * dimension + l];
    }
    into.count(interests);
  }

  /** Only the probe check asks for whole histories, and it needs the real encoder. */
  @Override
  public List<Interests> encode(List<int[]> histories) {
    return real.encode(histories);
  }
}
