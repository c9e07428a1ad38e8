package io.intereststream.deploy.audit.record;

import java.nio.ByteBuffer;
import org.apache.avro.Schema;

/**
 * Goes through the bytes of an Avro record without creating objects, and rejects lengths and counts
 * that exceed the remaining bytes. Without this check, Avro's reader would allocate as much memory
 * as such a length says.
 */
final class BodyCheck {
  private final ByteBuffer in;
  private long mapEntries;

  private BodyCheck(ByteBuffer in) {
    this.in = in;
  }

  /**
   * Checks that the rest of a buffer is one record and nothing else.
   *
   * @return number of entries of all maps, including maps that the reader's schema does not have
   * @throws UnusableRecordException if it is not
   */
  static long check(Schema schema, ByteBuffer body) throws UnusableRecordException {
    BodyCheck check = new BodyCheck(body);
    check.skip(schema);
    if (body.hasRemaining()) {
      throw new UnusableRecordException(body.remaining() + " trailing bytes (expected: none)");
    }
    return check.mapEntries;
  }

  private void skip(Schema schema) throws UnusableRecordException {
    switch (schema.getType()) {
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          skip(field.schema());
        }
      }
      case ARRAY -> skipBlocks(null, schema.getElementType());
      case MAP -> skipBlocks(Schema.create(Schema.Type.STRING), schema.getValueType());
      case UNION -> {
        long branch = number();
        if (branch < 0 || branch >= schema.getTypes().size()) {
          throw new UnusableRecordException(
              "union branch " + branch + expectedBelow(schema.getTypes().size()));
        }
        skip(schema.getTypes().get((int) branch));
      }
      case ENUM -> {
        long symbol = number();
        if (symbol < 0 || symbol >= schema.getEnumSymbols().size()) {
          throw new UnusableRecordException(
              "symbol "
                  + symbol
                  + " of "
                  + schema.getName()
                  + expectedBelow(schema.getEnumSymbols().size()));
        }
      }
      case STRING, BYTES -> take(number());
      case FIXED -> take(schema.getFixedSize());
      case INT -> {
        long value = number();
        if (value != (int) value) {
          throw new UnusableRecordException("int " + value + " (expected: 32 bits)");
        }
      }
      case LONG -> number();
      case FLOAT -> take(Float.BYTES);
      case DOUBLE -> take(Double.BYTES);
      case BOOLEAN -> {
        take(1);
        int value = in.get(in.position() - 1);
        if (value != 0 && value != 1) {
          throw new UnusableRecordException("boolean " + value + " (expected: 0 or 1)");
        }
      }
      case NULL -> {}
    }
  }

  private static String expectedBelow(int count) {
    return " (expected: 0 to " + (count - 1) + ")";
  }

  private void skipBlocks(Schema key, Schema item) throws UnusableRecordException {
    for (long count = number(); count != 0; count = number()) {
      if (count < 0) {
        take(0, number());
        count = -count;
      }
      // Every item takes a byte or more; Long.MIN_VALUE stays negative.
      if (count < 0 || count > in.remaining()) {
        throw new UnusableRecordException(
            "block of " + count + " items (expected: at most the " + in.remaining() + " left)");
      }
      if (key != null) {
        mapEntries += count;
      }
      if (key == null && item.getType() == Schema.Type.FLOAT) {
        take(count * Float.BYTES);
        continue;
      }
      for (long i = 0; i < count; i++) {
        if (key != null) {
          skip(key);
        }
        skip(item);
      }
    }
  }

  private void take(long length) throws UnusableRecordException {
    take(length, length);
  }

  /** Skips some bytes, if there are enough for a length in the record. */
  private void take(long length, long needed) throws UnusableRecordException {
    if (needed < 0 || needed > in.remaining()) {
      throw new UnusableRecordException(
          "length " + needed + " (expected: at most the " + in.remaining() + " bytes left)");
    }
    in.position(in.position() + (int) length);
  }

  private long number() throws UnusableRecordException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (!in.hasRemaining()) {
        throw new UnusableRecordException("number cut off at the end of the record");
      }
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new UnusableRecordException("number of more than 10 bytes (expected: at most 10)");
  }
}
