package io.intereststream.model.math;

/**
 * What a sum loses when an item comes: it is multiplied by 2^(−1/η). The factor is kept as the sum
 * of two floats. With one, whose rounding is the same at every step, the error of an old item would
 * grow in proportion to its age.
 */
public final class ExponentialDecay {

  private final float high;
  private final float low;

  /**
   * Creates one.
   *
   * @param halfLife η in items; infinite: nothing is lost
   */
  public ExponentialDecay(double halfLife) {
    double kept = Math.pow(2, -1 / halfLife);
    high = (float) kept;
    low = (float) (kept - high);
  }

  /** Returns what is left of a value. */
  public float fade(float value) {
    return high * value + low * value;
  }

  /** Multiplies a sum by 2^(−1/η) and adds x · v. */
  public void fadeAndAdd(float[] sum, float[] v, float x) {
    Kernel.scaleAndAdd(high, low, v, x, sum);
  }
}
