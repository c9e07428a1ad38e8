package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares the conversions with the definition of a half, computed in double precision. */
class HalfFloatTest {
  private static final int HALVES = 1 << 16;
  private static final int NEGATIVE = 0x8000;
  private static final int INFINITY = 0x7c00;

  /** The finite halves that are not negative, ascending; a half is its own place. */
  private static final double[] VALUES = new double[INFINITY];

  static {
    for (int half = 0; half < INFINITY; half++) {
      int exponent = half >> 10;
      double fraction = (half & 1023) / 1024.0;
      VALUES[half] =
          exponent == 0 ? fraction * Math.pow(2, -14) : (1 + fraction) * Math.pow(2, exponent - 15);
    }
  }

  /**
   * The half whose value is nearest, by search in all values; of two the one with an even last bit.
   */
  private static int nearest(float value) {
    int sign = 1 / value < 0 || value < 0 ? NEGATIVE : 0;
    double magnitude = Math.abs((double) value);
    int below = 0;
    int above = INFINITY - 1;
    while (above - below > 1) {
      int middle = (below + above) / 2;
      if (VALUES[middle] <= magnitude) {
        below = middle;
      } else {
        above = middle;
      }
    }
    double toBelow = magnitude - VALUES[below];
    double toAbove = VALUES[above] - magnitude;
    boolean isBelow = toBelow < toAbove || (toBelow == toAbove && below % 2 == 0);
    return sign | (isBelow ? below : above);
  }

  @Test
  void everyHalfHasItsValueAndComesBack() {
    for (int half = 0; half < HALVES; half++) {
      float value = HalfFloat.value(half);
      int magnitude = half & ~NEGATIVE;
      if (magnitude > INFINITY) {
        assertThat(value).isNaN();
        assertThat(HalfFloat.value(HalfFloat.of(value))).isNaN();
        continue;
      }
      double expected = magnitude == INFINITY ? Double.POSITIVE_INFINITY : VALUES[magnitude];
      assertThat((double) value).isEqualTo(half < NEGATIVE ? expected : -expected);
      assertThat(HalfFloat.of(value)).isEqualTo(half);
    }
  }

  @Test
  void aFloatBecomesTheNearestHalf() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 600_000; i++) {
      float value =
          switch (i % 3) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> (float) Math.scalb(random.nextDouble(-1, 1), random.nextInt(-28, 17));
            default -> (float) random.nextDouble(-1, 1);
          };
      // Asserting each of them would take much longer than converting them.
      if (Float.isFinite(value) && HalfFloat.of(value) != nearest(value)) {
        assertThat(HalfFloat.of(value)).as("%a", value).isEqualTo(nearest(value));
      }
    }
  }

  /** Between every two halves: the middle, and the floats next to it. */
  @Test
  void tiesGoToTheEvenHalf() {
    for (int half = 0; half + 1 < INFINITY; half++) {
      float middle = (float) ((VALUES[half] + VALUES[half + 1]) / 2);
      assertThat(HalfFloat.of(middle)).isEqualTo(half + half % 2);
      assertThat(HalfFloat.of(Math.nextDown(middle))).isEqualTo(half);
      assertThat(HalfFloat.of(Math.nextUp(middle))).isEqualTo(half + 1);
      assertThat(HalfFloat.of(-middle)).isEqualTo(NEGATIVE | (half + half % 2));
    }
  }

  @Test
  void whatIsTooLargeBecomesTheLargestHalf() {
    for (float value : new float[] {65_504, 65_519.996f, 65_520, 1e6f, Float.MAX_VALUE}) {
      assertThat(HalfFloat.value(HalfFloat.of(value))).isEqualTo(65_504);
      assertThat(HalfFloat.value(HalfFloat.of(-value))).isEqualTo(-65_504);
    }
    assertThat(HalfFloat.value(HalfFloat.of(Float.POSITIVE_INFINITY)))
        .isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(HalfFloat.value(HalfFloat.of(Float.NEGATIVE_INFINITY)))
        .isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(HalfFloat.value(HalfFloat.of(Float.NaN))).isNaN();
    assertThat(HalfFloat.value(HalfFloat.of(Float.intBitsToFloat(0xff800001)))).isNaN();
  }
}
