package io.intereststream.model.math;

/**
 * Sigmoid and tanh of whole arrays in float32, without a library call: the argument is reduced by
 * multiples of ln 2, then the polynomial of Cephes' {@code expf} is applied. Arguments are clamped
 * to [-87, 88] before the exponential; NaN stays NaN. Written as several short passes over scratch
 * arrays, because the JIT compiler vectorises only short loops.
 *
 * <p>Not thread-safe.
 */
public final class Activation {

  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  /** 1.5 · 2^23: adding it rounds to a whole number, in the low bits. */
  private static final float ROUNDER = 12582912f;

  private static final int EXPONENT_BIAS = 127;

  private final float[] reduced;
  private final float[] shifted;
  private final float[] powers;
  private final float[] polynomial;

  /**
   * Creates scratch space.
   *
   * @param length length of every array passed to the methods
   */
  public Activation(int length) {
    reduced = new float[length];
    shifted = new float[length];
    powers = new float[length];
    polynomial = new float[length];
  }

  /** Replaces every x by 1 / (1 + e^-x), absolute error at most 2e-7. */
  public void sigmoid(float[] x) {
    expOfMultiple(-1, x);
    for (int i = 0; i < x.length; i++) {
      float r = reduced[i];
      x[i] = 1f / (1f + (polynomial[i] * (r * r) + r + 1f) * powers[i]);
    }
  }

  /** Replaces every x by tanh x, absolute error at most 3e-7. */
  public void tanh(float[] x) {
    expOfMultiple(2, x);
    for (int i = 0; i < x.length; i++) {
      float r = reduced[i];
      x[i] = 1f - 2f / (1f + (polynomial[i] * (r * r) + r + 1f) * powers[i]);
    }
  }

  /** Prepares e^(factor x) = (polynomial r² + r + 1) · power, where r is the reduced argument. */
  private void expOfMultiple(float factor, float[] x) {
    clamp(factor, x, reduced);
    shift(reduced, shifted);
    powers(shifted, powers);
    reduce(shifted, reduced);
    polynomial(reduced, polynomial);
  }

  private static void clamp(float factor, float[] x, float[] clamped) {
    for (int i = 0; i < clamped.length; i++) {
      clamped[i] = Math.max(-87f, Math.min(88f, factor * x[i]));
    }
  }

  private static void shift(float[] clamped, float[] shifted) {
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] = clamped[i] * LOG2_E + ROUNDER;
    }
  }

  /**
   * Computes 2^n, n in the low bits of {@code shifted}; the bits of ROUNDER itself are shifted out.
   */
  private static void powers(float[] shifted, float[] powers) {
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Float.intBitsToFloat((Float.floatToRawIntBits(shifted[i]) + EXPONENT_BIAS) << 23);
    }
  }

  private static void reduce(float[] shifted, float[] reduced) {
    for (int i = 0; i < reduced.length; i++) {
      float n = shifted[i] - ROUNDER;
      reduced[i] = reduced[i] - n * LN2_HIGH - n * LN2_LOW;
    }
  }

  private static void polynomial(float[] reduced, float[] polynomial) {
    for (int i = 0; i < polynomial.length; i++) {
      float r = reduced[i];
      polynomial[i] =
          ((((1.9875691500e-4f * r + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r
                              + 4.1665795894e-2f)
                          * r
                      + 1.6666665459e-1f)
                  * r
              + 5.0000001201e-1f;
    }
  }
}
