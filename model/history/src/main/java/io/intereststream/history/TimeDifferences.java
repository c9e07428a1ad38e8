package io.intereststream.history;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Stores ascending times as differences of variable length, without loss: the first time, then the
 * difference of each time from the one before it. A difference below 2^16 ms (65 s) takes two
 * bytes, below 2^24 ms (4.6 h) three, below 2^32 ms (49 days) four, and any other eight.
 *
 * <p>Bytes: for each time 2 bits that tell its length, the first time in the lowest bits, in as
 * many whole bytes as they need | the differences, little endian.
 */
final class TimeDifferences {

  /** Length in bytes of the differences, by their 2 bits. */
  private static final int[] LENGTHS = {2, 3, 4, 8};

  /** Bits of a difference, by its 2 bits. */
  private static final long[] MASKS = {0xFFFFL, 0xFF_FFFFL, 0xFFFF_FFFFL, -1L};

  /** The 2 bits of a difference, by its number of leading zeros. */
  private static final byte[] CODES = codes();

  private TimeDifferences() {}

  private static byte[] codes() {
    byte[] codes = new byte[Long.SIZE + 1];
    for (int zeros = 0; zeros <= Long.SIZE; zeros++) {
      int bits = Long.SIZE - zeros;
      codes[zeros] = (byte) (bits <= 16 ? 0 : bits <= 24 ? 1 : bits <= 32 ? 2 : 3);
    }
    return codes;
  }

  /** Maximum number of bytes that {@link #write} writes. */
  static int mostBytes(int size) {
    return codeBytes(size) + Long.BYTES * size;
  }

  /**
   * Writes the first {@code size} times at the buffer's position and advances it.
   *
   * @param out little endian, with room for {@link #mostBytes}
   */
  static void write(long[] times, int size, ByteBuffer out) {
    checkOrder(out);
    int codesAt = out.position();
    int at = codesAt + codeBytes(size);
    long previous = 0;
    int codes = 0;
    for (int i = 0; i < size; i++) {
      long difference = times[i] - previous;
      previous = times[i];
      int code = CODES[Long.numberOfLeadingZeros(difference)];
      codes |= code << 2 * (i & 3);
      if ((i & 3) == 3 || i == size - 1) {
        out.put(codesAt + (i >>> 2), (byte) codes);
        codes = 0;
      }
      // Writes more bytes than needed; the next value overwrites them.
      out.putLong(at, difference);
      at += LENGTHS[code];
    }
    out.position(at);
  }

  /**
   * Reads {@code size} times at the buffer's position and advances it.
   *
   * @param in little endian, with at least 6 more bytes after the times
   */
  static void read(ByteBuffer in, long[] times, int size) {
    checkOrder(in);
    int codesAt = in.position();
    int at = codesAt + codeBytes(size);
    long time = 0;
    for (int i = 0; i < size; i++) {
      int code = in.get(codesAt + (i >>> 2)) >>> 2 * (i & 3) & 3;
      time += in.getLong(at) & MASKS[code];
      times[i] = time;
      at += LENGTHS[code];
    }
    in.position(at);
  }

  private static int codeBytes(int size) {
    return (size + 3) >>> 2;
  }

  private static void checkOrder(ByteBuffer buffer) {
    if (buffer.order() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalArgumentException("buffer: big endian (expected: little endian)");
    }
  }
}
