package io.intereststream.model.math;

/**
 * Means weighted by a softmax, Σ exp(e) v / Σ exp(e), kept within a state as running sums: for each
 * of them [Σ exp(e − h) v: d | Σ exp(e − h): 1 | h: 1], h the highest e so far, so that no e is too
 * large or too small; all zero while there is nothing. Not thread-safe.
 */
public final class RunningSoftmax {

  private final int d;
  private final int stride;
  private final int count;

  /** One sum: in an array of its own, so that loops over it are vectorised. */
  private final float[] sum;

  public RunningSoftmax(int count, int d) {
    this.count = count;
    this.d = d;
    this.stride = d + 2;
    this.sum = new float[d];
  }

  /** Returns the floats of a state that they take, from its beginning on. */
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

  /** Returns whether nothing was added. (The item with the highest e counts 1.) */
  public boolean isEmpty(float[] state, int mean) {
    return state[mean * stride + d] == 0;
  }

  /** Writes one that is not empty. */
  public void read(float[] state, int mean, float[] into, int from) {
    float total = state[mean * stride + d];
    for (int k = 0; k < d; k++) {
      into[from + k] = state[mean * stride + k] / total;
    }
  }
}
