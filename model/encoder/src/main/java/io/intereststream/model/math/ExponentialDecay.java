package io.intereststream.model.math;

/**
 * Exponential decay of a sum: with each item it is multiplied by 2^(−1/η). The factor is stored as
 * the sum of two floats: the rounding of a single float is the same at every step, so the error of
 * an old item would grow in proportion to its age.
 */
public final class ExponentialDecay {

  private final float high;
  private final float low;

  /**
   * Creates a decay.
   *
   * @param halfLife η in items; infinite: no decay
   */
  public ExponentialDecay(double halfLife) {
    double kept = Math.pow(2, -1 / halfLife);
    high = (float) kept;
    low = (float) (kept - high);
  }

  /** Returns a value after one step. */
  public float decay(float value) {
    return high * value + low * value;
  }

  /** Multiplies a sum by 2^(−1/η) and adds x · v. */
  public void decayAndAdd(float[] sum, float[] v, float x) {
    Kernel.scaleAndAdd(high, low, v, x, sum);
  }
}
