package io.intereststream.schema;

import io.intereststream.schema.RecordDecodeException.Fault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Vectors as bytes, in the formats {@link VectorFormat#FP16} and {@link VectorFormat#INT8}. The
 * schema of {@link InterestUpdate} defines both. Readers use {@link #vector} and {@link #general},
 * which read all formats.
 */
public final class VectorBytes {

  /** Largest absolute value of an INT8 component, before the scale is applied. */
  private static final float STEPS = 127;

  /** Bits of 2^-119. A smaller vector is zero in INT8: neither the scale nor 127 / m is exact. */
  private static final int SMALLEST = 0x04000000;

  /** Bits of 2^127. From here on 127 times the scale may be infinite; infinity and NaN follow. */
  private static final int TOO_LARGE = 0x7f000000;

  /**
   * 1.5 · 2^23. The lowest bit of a float of this size is worth 1, so adding it rounds a number to
   * an integer, ties to even, whose two's complement then is the lower bits of the sum.
   */
  private static final float ROUNDING = 0x1.8p23f;

  private VectorBytes() {}

  /**
   * The number of bytes of a vector; 0 for {@link VectorFormat#FLOAT}, which does not use bytes.
   *
   * @throws IllegalArgumentException if the format is {@link VectorFormat#OTHER}
   */
  public static int size(VectorFormat format, int dimension) {
    return Math.multiplyExact(componentBytes(format), dimension);
  }

  private static int componentBytes(VectorFormat format) {
    return switch (format) {
      case FLOAT -> 0;
      case FP16 -> 2;
      case INT8 -> 1;
      case OTHER ->
          throw new IllegalArgumentException("vector format: OTHER (expected: FLOAT, FP16, INT8)");
    };
  }

  /**
   * Writes the components {@code vector[from .. from + length)}. Neither NaN nor an infinite
   * component is an error; the schema says what becomes of them.
   *
   * @param format FP16 or INT8
   * @param into receives {@link #size} bytes, the first at {@code at}
   * @return the scale; 0 for FP16
   * @throws IllegalArgumentException if the format is another one
   * @throws IndexOutOfBoundsException if the components or the bytes are outside of their arrays
   */
  public static float pack(
      VectorFormat format, float[] vector, int from, int length, byte[] into, int at) {
    return switch (format) {
      case INT8 -> packInt8(vector, from, length, into, at);
      case FP16 -> packFp16(vector, from, length, into, at);
      default ->
          throw new IllegalArgumentException(
              "vector format: " + format + " (expected: FP16 or INT8)");
    };
  }

  private static float packFp16(float[] vector, int from, int length, byte[] into, int at) {
    for (int i = 0, to = at; i < length; i++, to += 2) {
      int half = HalfFloat.of(vector[from + i]);
      into[to] = (byte) half;
      into[to + 1] = (byte) (half >>> 8);
    }
    return 0;
  }

  private static float packInt8(float[] vector, int from, int length, byte[] into, int at) {
    // Bits of absolute values are ordered as the values, and those of NaN are above all.
    int largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(vector[from + i]) & Integer.MAX_VALUE);
    }
    if (largest < SMALLEST || largest >= TOO_LARGE) {
      Arrays.fill(into, at, at + length, (byte) 0);
      return largest < SMALLEST ? 0 : Float.NaN;
    }
    float inverse = STEPS / Float.intBitsToFloat(largest);
    for (int i = 0; i < length; i++) {
      into[at + i] = (byte) Float.floatToRawIntBits(vector[from + i] * inverse + ROUNDING);
    }
    return Float.intBitsToFloat(largest) / STEPS;
  }

  /**
   * Reads a vector of an update.
   *
   * @param interest one of the update's interests
   * @throws RecordDecodeException if the update has a format that this version does not know, or
   *     bytes that are not components of its format
   */
  public static FloatVector vector(InterestUpdate update, Interest interest)
      throws RecordDecodeException {
    return read(
        update.getVectorFormat(),
        interest.getVector(),
        interest.getVectorBytes(),
        interest.getVectorScale());
  }

  /**
   * Reads the general interest of an update; of length 0 if there is none.
   *
   * @throws RecordDecodeException as {@link #vector} does
   */
  public static FloatVector general(InterestUpdate update) throws RecordDecodeException {
    return read(
        update.getVectorFormat(),
        update.getGeneral(),
        update.getGeneralBytes(),
        update.getGeneralScale());
  }

  private static FloatVector read(
      VectorFormat format, List<Float> floats, ByteBuffer bytes, float scale)
      throws RecordDecodeException {
    return switch (format) {
      case FLOAT -> floats instanceof FloatVector vector ? vector : copy(floats);
      case FP16 -> fp16(bytes);
      case INT8 -> int8(bytes, scale);
      case OTHER ->
          throw new RecordDecodeException(
              Fault.UNKNOWN_SCHEMA,
              "vector_format: one that this version does not know (expected: FLOAT, FP16 or INT8)");
    };
  }

  private static FloatVector copy(List<Float> floats) {
    float[] vector = new float[floats.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = floats.get(i);
    }
    return FloatVector.of(vector);
  }

  private static FloatVector fp16(ByteBuffer bytes) throws RecordDecodeException {
    if (bytes.remaining() % 2 != 0) {
      throw new RecordDecodeException(
          Fault.BROKEN_RECORD,
          "vector of %d bytes in the format FP16 (expected: 2 for each component)"
              .formatted(bytes.remaining()));
    }
    ByteBuffer halves = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] vector = new float[halves.remaining() / 2];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = HalfFloat.value(halves.getShort());
    }
    return FloatVector.of(vector);
  }

  private static FloatVector int8(ByteBuffer bytes, float scale) {
    float[] vector = new float[bytes.remaining()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = scale * bytes.get(bytes.position() + i);
    }
    return FloatVector.of(vector);
  }
}
