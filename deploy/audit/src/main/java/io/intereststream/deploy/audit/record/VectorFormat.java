package io.intereststream.deploy.audit.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** How an update has the components of its vectors, as the doc texts of its schema define it. */
public enum VectorFormat {
  /** An array of floats. */
  FLOAT,
  /** Two bytes for each component. */
  FP16,
  /** One byte for each component, and a scale. */
  INT8;

  private static final int FRACTION_BITS = 10;

  /** Number of values of a half between a power of 2 and the next one. */
  private static final int FRACTIONS = 1 << FRACTION_BITS;

  private static final int EXPONENT_BIAS = 15;
  private static final int LARGEST_EXPONENT = 31;

  static VectorFormat of(String symbol) throws UnusableRecordException {
    for (VectorFormat format : values()) {
      if (format.name().equals(symbol)) {
        return format;
      }
    }
    throw new UnusableRecordException(
        "vector_format: " + symbol + " (expected: one of " + List.of(values()) + ")");
  }

  /** The components of a vector that is not {@link #FLOAT}. */
  List<Float> components(String field, ByteBuffer bytes, float scale)
      throws UnusableRecordException {
    List<Float> components = new ArrayList<>(bytes.remaining());
    ByteBuffer in = bytes.duplicate();
    if (this == FP16 && in.remaining() % 2 != 0) {
      throw new UnusableRecordException(
          field + ": " + in.remaining() + " bytes in FP16 (expected: 2 for each component)");
    }
    while (in.hasRemaining()) {
      byte first = in.get();
      components.add(this == FP16 ? half(first & 0xFF | in.get() << 8) : scale * first);
      if (this == INT8 && first == Byte.MIN_VALUE) {
        throw new UnusableRecordException(field + ": a byte of -128 (expected: -127 to 127)");
      }
    }
    return components;
  }

  /**
   * The value of a half: sign, 5 bits of exponent, 10 bits of fraction.
   *
   * @param bits negative if the half is
   */
  private static float half(int bits) {
    int exponent = bits >> FRACTION_BITS & LARGEST_EXPONENT;
    double fraction = (bits & (FRACTIONS - 1)) / (double) FRACTIONS;
    double magnitude;
    if (exponent == LARGEST_EXPONENT) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb(fraction, 1 - EXPONENT_BIAS);
    } else {
      magnitude = Math.scalb(1 + fraction, exponent - EXPONENT_BIAS);
    }
    return (float) (bits < 0 ? -magnitude : magnitude);
  }

  /**
   * The distance between two neighbours of a component that the format can have; 0 for {@link
   * #FLOAT}.
   *
   * @param scale scale of the component's vector
   */
  public double step(double component, float scale) {
    return switch (this) {
      case FLOAT -> 0;
      case FP16 -> Math.scalb(1.0, exponent(component) - FRACTION_BITS);
      case INT8 -> scale;
    };
  }

  /** The exponent of the power of 2 at or below a component, as far as that of a half goes. */
  private static int exponent(double component) {
    int least = 1 - EXPONENT_BIAS;
    int most = LARGEST_EXPONENT - 1 - EXPONENT_BIAS;
    return Math.max(least, Math.min(most, Math.getExponent(component)));
  }
}
