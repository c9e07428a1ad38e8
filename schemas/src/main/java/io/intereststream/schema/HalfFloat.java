package io.intereststream.schema;

/** Conversions between floats and IEEE 754 half-precision numbers (binary16). */
final class HalfFloat {
  private static final int SIGN = 0x8000;
  private static final int LARGEST = 0x7bff; // 65504
  private static final int INFINITY = 0x7c00;
  private static final int NOT_A_NUMBER = 0x7e00;
  private static final int FRACTION = 0x03ff;

  /** Distance of the fraction's lowest bit in a float from that in a half. */
  private static final int SHIFT = 13;

  /** Difference of the exponents' biases, at the place of a float's exponent. */
  private static final int BIAS = (127 - 15) << 23;

  private static final int FLOAT_INFINITY = 0x7f800000;

  /** Bits of 2^-14, from which on a half is normal. */
  private static final int SMALLEST_NORMAL = 0x38800000;

  /** Bits of 65520, from which on IEEE's rounding gives infinity. */
  private static final int OVERFLOW = 0x477ff000;

  /** The lowest bit of a float between 0.5 and 1 is worth 2^-24, that of a subnormal half. */
  private static final int ONE_HALF = 0x3f000000;

  private static final float SUBNORMAL_STEP = 0x1p-24f;

  private HalfFloat() {}

  /**
   * The nearest half, ties to even; ±65504 for a finite number beyond it. Only the lower 16 bits of
   * the result are used.
   */
  static int of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & SIGN;
    int magnitude = bits & Integer.MAX_VALUE;
    if (magnitude >= OVERFLOW) {
      return sign
          | (magnitude < FLOAT_INFINITY
              ? LARGEST
              : magnitude == FLOAT_INFINITY ? INFINITY : NOT_A_NUMBER);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // The addition rounds as the conversion must.
      float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
      return sign | (Float.floatToRawIntBits(rounded) - ONE_HALF);
    }
    int odd = (magnitude >>> SHIFT) & 1;
    return sign | ((magnitude - BIAS + (1 << (SHIFT - 1)) - 1 + odd) >>> SHIFT);
  }

  /** The value of the half in the lower 16 bits. */
  static float value(int half) {
    int magnitude = half & Short.MAX_VALUE;
    float value;
    if (magnitude >= INFINITY) {
      value = Float.intBitsToFloat(FLOAT_INFINITY | (magnitude & FRACTION) << SHIFT);
    } else if (magnitude <= FRACTION) {
      value = magnitude * SUBNORMAL_STEP;
    } else {
      value = Float.intBitsToFloat((magnitude << SHIFT) + BIAS);
    }
    return (half & SIGN) == 0 ? value : -value;
  }
}
