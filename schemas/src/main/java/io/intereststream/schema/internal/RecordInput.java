package io.intereststream.schema.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro's binary encoding from the bytes of one record. Unlike Avro's own decoder, it rejects
 * every length and count that exceeds the remaining bytes, so that broken bytes never make it
 * allocate more than a valid record of that size needs. It checks the number of array items that
 * are read, and of map entries, against limits before it allocates memory for them. It rejects
 * texts that are not UTF-8, which Avro would change silently. It reads packed floats in one piece.
 *
 * <p>For broken bytes, it throws an {@link IOException} whose message gives the offset in bytes
 * from the start of the array.
 */
public final class RecordInput extends Decoder {

  private static final char REPLACEMENT = '\uFFFD';

  private final int maxArrayItems;
  private final int maxMapEntries;
  private final boolean bytesAreText;
  private byte[] bytes = new byte[0];
  private ByteBuffer littleEndian = ByteBuffer.wrap(bytes);
  private int position;
  private long arrayItems;
  private long mapEntries;

  /** An input without limits except the number of bytes. */
  public RecordInput() {
    this(Integer.MAX_VALUE, Integer.MAX_VALUE, false);
  }

  /**
   * @param maxArrayItems maximum total number of items in all arrays of a record that are read
   * @param maxMapEntries maximum total number of entries in all maps of a record, read or skipped
   * @param bytesAreText whether values of type bytes are only read as text, so that they must be
   *     UTF-8
   */
  public RecordInput(int maxArrayItems, int maxMapEntries, boolean bytesAreText) {
    this.maxArrayItems = maxArrayItems;
    this.maxMapEntries = maxMapEntries;
    this.bytesAreText = bytesAreText;
  }

  /** Starts to read {@code bytes} at {@code start}. The array is not copied. */
  public void reset(byte[] bytes, int start) {
    this.bytes = bytes;
    littleEndian = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    position = start;
    arrayItems = 0;
    mapEntries = 0;
  }

  /** Offset of the next byte from the start of the array. */
  public int position() {
    return position;
  }

  /** Number of bytes not yet read. */
  public int remaining() {
    return bytes.length - position;
  }

  /**
   * Reads floats into {@code into[from .. to)}.
   *
   * @throws IOException if fewer than 4 · (to − from) bytes are left
   */
  public void readFloats(float[] into, int from, int to) throws IOException {
    int start = take(4L * (to - from), "floats");
    for (int index = from, at = start; index < to; index++, at += 4) {
      into[index] = littleEndian.getFloat(at);
    }
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    byte value = bytes[take(1, "boolean")];
    if (value != 0 && value != 1) {
      throw malformed(position - 1, "boolean " + value, "0 or 1");
    }
    return value == 1;
  }

  @Override
  public int readInt() throws IOException {
    int start = position;
    long value = readLong();
    if (value != (int) value) {
      throw malformed(start, "int " + value, "32 bits");
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    int start = position;
    int at = start;
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == bytes.length) {
        throw new EOFException("byte " + start + ": truncated number");
      }
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        position = at;
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw malformed(start, "number of more than 10 bytes", "at most 10");
  }

  @Override
  public float readFloat() throws IOException {
    return littleEndian.getFloat(take(4, "float"));
  }

  @Override
  public double readDouble() throws IOException {
    return littleEndian.getDouble(take(8, "double"));
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public String readString() throws IOException {
    int length = readLength("string");
    int start = take(length, "string");
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    // Java replaces malformed bytes by this character, but a valid text may contain it, too.
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireUtf8(start, length);
    }
    return text;
  }

  private void requireUtf8(int start, int length) throws MalformedTextException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
    } catch (CharacterCodingException e) {
      throw new MalformedTextException(start, length);
    }
  }

  @Override
  public void skipString() throws IOException {
    take(readLength("string"), "string");
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    byte[] copy = new byte[readLength("bytes")];
    int start = position;
    readFixed(copy, 0, copy.length);
    if (bytesAreText) {
      requireUtf8(start, copy.length);
    }
    return ByteBuffer.wrap(copy);
  }

  @Override
  public void skipBytes() throws IOException {
    take(readLength("bytes"), "bytes");
  }

  @Override
  public void readFixed(byte[] into, int start, int length) throws IOException {
    System.arraycopy(bytes, take(length, "fixed"), into, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    take(length, "fixed");
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return countItems(readCount());
  }

  @Override
  public long arrayNext() throws IOException {
    return countItems(readCount());
  }

  @Override
  public long skipArray() throws IOException {
    return skipBlocks(false);
  }

  @Override
  public long readMapStart() throws IOException {
    return countEntries(readCount());
  }

  @Override
  public long mapNext() throws IOException {
    return countEntries(readCount());
  }

  @Override
  public long skipMap() throws IOException {
    return skipBlocks(true);
  }

  /**
   * Skips blocks whose header has their size in bytes.
   *
   * @return the number of items of the first block without a size, which the caller must skip item
   *     by item; 0 at the end of the array or map
   */
  private long skipBlocks(boolean ofMaps) throws IOException {
    while (true) {
      int start = position;
      long count = readLong();
      if (ofMaps) {
        countEntries(Math.abs(count));
      }
      if (count >= 0) {
        return checkedCount(start, count);
      }
      take(readLength("block"), "block");
    }
  }

  private long countItems(long count) throws TooManyException {
    arrayItems += count;
    if (arrayItems > maxArrayItems) {
      throw new TooManyException(false, arrayItems, maxArrayItems);
    }
    return count;
  }

  private long countEntries(long count) throws TooManyException {
    // If the sum overflows, mapEntries keeps its value. That is safe: checkedCount() rejects so
    // large a count, and a block with a size is skipped by its size.
    mapEntries = Math.max(mapEntries, mapEntries + count);
    if (mapEntries > maxMapEntries) {
      throw new TooManyException(true, mapEntries, maxMapEntries);
    }
    return count;
  }

  /**
   * Returns the number of items in the next block of an array or map. It is at most the number of
   * remaining bytes, because each item takes at least one byte.
   */
  private long readCount() throws IOException {
    int start = position;
    long count = readLong();
    if (count < 0) {
      readLength("block");
      count = -count;
    }
    return checkedCount(start, count);
  }

  private long checkedCount(int start, long count) throws IOException {
    if (count < 0 || count > remaining()) {
      throw malformed(start, "block of " + count + " items", atMost(remaining()));
    }
    return count;
  }

  private int readLength(String what) throws IOException {
    int start = position;
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw malformed(start, what + " of " + length + " bytes", atMost(remaining()));
    }
    return (int) length;
  }

  /**
   * Skips {@code length} bytes.
   *
   * @return the offset of the first of them
   */
  private int take(long length, String what) throws IOException {
    int start = position;
    if (length > remaining()) {
      throw new EOFException(
          "byte %d: truncated, %s of %d bytes (expected: %s)"
              .formatted(start, what, length, atMost(remaining())));
    }
    position += (int) length;
    return start;
  }

  private static IOException malformed(int at, String found, String expected) {
    return new IOException("byte %d: %s (expected: %s)".formatted(at, found, expected));
  }

  private static String atMost(int remaining) {
    return "at most " + remaining + ", the bytes left";
  }
}
