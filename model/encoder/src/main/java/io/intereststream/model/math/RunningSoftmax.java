package io.intereststream.model.math;

/**
 * Means weighted by a softmax, Σ exp(e) v / Σ exp(e), kept in a state as running sums. Each mean
 * takes [Σ exp(e − h) v: d | Σ exp(e − h): 1 | h: 1], where h is the highest e so far, which
 * prevents overflow and underflow; all zero while the mean is empty. Not thread-safe.
 */
public final class RunningSoftmax {

  private final int d;
  private final int stride;
  private final int count;

  /** One sum, in its own array so that the JIT compiler vectorises loops over it. */
  private final float[] sum;

  /**
   * Creates means at the start of a state.
   *
   * @param count number of means
   * @param d length of a vector
   */
  public RunningSoftmax(int count, int d) {
    this.count = count;
    this.d = d;
    this.stride = d + 2;
    this.sum = new float[d];
  }

  /** Returns the number of floats that the means take at the start of a state. */
  public int size() {
    return count * stride;
  }

  /** Adds v to one of the means with the weight exp(e). */
  public void add(float[] state, int mean, float e, float[] v) {
    int total = mean * stride + d;
    int highest = total + 1;
    float kept = 1;
    if (isEmpty(state, mean) || e > state[highest]) {
      kept = isEmpty(state, mean) ? 0 : (float) Math.exp(state[highest] - e);
      state[highest] = e;
    }
    float weight = (float) Math.exp(e - state[highest]);
    System.arraycopy(state, mean * stride, sum, 0, d);
    if (kept != 1) {
      Kernel.scale(sum, kept);
    }
    Kernel.addOne(v, weight, sum);
    System.arraycopy(sum, 0, state, mean * stride, d);
    state[total] = kept * state[total] + weight;
  }

  /**
   * Returns whether nothing was added. Otherwise the sum of weights is at least 1, because the
   * weight of the highest e is 1.
   */
  public boolean isEmpty(float[] state, int mean) {
    return state[mean * stride + d] == 0;
  }

  /** Writes a mean, which must not be empty, to {@code into}. */
  public void read(float[] state, int mean, float[] into, int from) {
    float total = state[mean * stride + d];
    for (int k = 0; k < d; k++) {
      into[from + k] = state[mean * stride + k] / total;
    }
  }
}
