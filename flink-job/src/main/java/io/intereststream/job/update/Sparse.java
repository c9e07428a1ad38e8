package io.intereststream.job.update;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Stores floats that are mostly zero: a mask with a bit for each block of {@value #BLOCK} floats,
 * then the blocks that are not all zero, in order. The last block may be shorter.
 */
final class Sparse {
  private static final int BLOCK = 16;

  private Sparse() {}

  /** Maximum number of bytes that this number of floats takes. */
  static int mostBytes(int size) {
    return maskBytes(size) + Float.BYTES * size;
  }

  /** Writes the first {@code size} floats at the buffer's position and advances it. */
  static void write(float[] values, int size, ByteBuffer out) {
    int mask = out.position();
    int at = mask + maskBytes(size);
    Arrays.fill(out.array(), mask, at, (byte) 0);
    for (int from = 0, block = 0; from < size; from += BLOCK, block++) {
      int length = Math.min(BLOCK, size - from);
      if (!isZero(values, from, length)) {
        int maskByte = mask + (block >>> 3);
        out.put(maskByte, (byte) (out.get(maskByte) | 1 << (block & 7)));
        for (int i = 0; i < length; i++) {
          out.putFloat(at + Float.BYTES * i, values[from + i]);
        }
        at += Float.BYTES * length;
      }
    }
    out.position(at);
  }

  /** Reads {@code size} floats at the buffer's position and advances it. */
  static void read(ByteBuffer in, float[] into, int size) {
    int mask = in.position();
    int at = mask + maskBytes(size);
    for (int from = 0, block = 0; from < size; from += BLOCK, block++) {
      int length = Math.min(BLOCK, size - from);
      if ((in.get(mask + (block >>> 3)) & 1 << (block & 7)) == 0) {
        Arrays.fill(into, from, from + length, 0f);
      } else {
        for (int i = 0; i < length; i++) {
          into[from + i] = in.getFloat(at + Float.BYTES * i);
        }
        at += Float.BYTES * length;
      }
    }
    in.position(at);
  }

  private static int maskBytes(int size) {
    return (size + 8 * BLOCK - 1) / (8 * BLOCK);
  }

  /** Whether all bits are 0: a negative zero counts as a value. */
  private static boolean isZero(float[] values, int from, int length) {
    int bits = 0;
    for (int i = from; i < from + length; i++) {
      bits |= Float.floatToRawIntBits(values[i]);
    }
    return bits == 0;
  }
}
