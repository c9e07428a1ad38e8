package io.intereststream.deploy.bench;

import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import java.util.List;
import java.util.Random;

/**
 * An encoder that computes nothing: it keeps a state of the same size as the real encoder and
 * returns stored interests. A job with it shows the cost of the pipeline alone.
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
    this.stored = new float[interests * (dimension + 1)];
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
    state[0]++;
  }

  @Override
  public void interests(float[] state, int[] rows, Interests into) {
    System.arraycopy(stored, 0, into.vectors(), 0, interests * dimension);
    System.arraycopy(stored, 0, into.general(), 0, dimension);
    for (int l = 0; l < interests; l++) {
      into.categories()[l] = l;
      into.weights()[l] = stored[interests * dimension + l];
    }
    into.count(interests);
  }

  /** Only the probe check asks for whole histories, and it needs the real encoder. */
  @Override
  public List<Interests> encode(List<int[]> histories) {
    return real.encode(histories);
  }
}
