package io.intereststream.model.release;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;

/**
 * A table of floats that is read row by row: in direct memory, in a mapped file, or, while a
 * release is written, in an array. Outside the heap it consists of blocks; no row spans two. Can be
 * shared between threads.
 *
 * <p>{@link #close} frees the memory immediately. It must not be called while another thread reads,
 * which could then access freed memory. A table that is not closed is freed by the garbage
 * collector.
 */
public final class FloatRows implements AutoCloseable {

  /** Maximum bytes of a mapped block, unless a row is longer; a buffer is limited to 2 GiB. */
  private static final int MAPPED_BLOCK = 1 << 30;

  /**
   * Maximum bytes of a block in direct memory. The JVM zeroes a block without reaching a safepoint:
   * with blocks of a gigabyte all threads stopped for a second.
   */
  private static final int DIRECT_BLOCK = 4 << 20;

  private final String name;
  private final int rows;
  private final int width;

  /** Rows of each block except the last. */
  private final int perBlock;

  /** The buffers to free; null after closing, as {@link #blocks}. */
  private ByteBuffer[] memory;

  private FloatBuffer[] blocks;

  private FloatRows(String name, int rows, int width, int perBlock) {
    this.name = name;
    this.rows = rows;
    this.width = width;
    this.perBlock = perBlock;
    int count = (rows - 1) / perBlock + 1;
    memory = new ByteBuffer[count];
    blocks = new FloatBuffer[count];
  }

  /**
   * Allocates a table in direct memory, filled with zeros.
   *
   * @param name for messages
   * @param throttle slows the allocation down
   * @throws NoDirectMemoryException if the JVM's limit of direct memory is too low
   */
  public static FloatRows direct(String name, int rows, int width, Throttle throttle) {
    return direct(name, rows, width, throttle, DIRECT_BLOCK);
  }

  static FloatRows direct(String name, int rows, int width, Throttle throttle, int blockBytes) {
    FloatRows table = new FloatRows(name, rows, width, rowsOf(width, blockBytes));
    Throttle.Loop loop = throttle.startLoop();
    try {
      for (int b = 0; b < table.blocks.length; b++) {
        table.put(b, ByteBuffer.allocateDirect(table.bytes(b)).order(ByteOrder.nativeOrder()));
        loop.afterStep();
      }
    } catch (OutOfMemoryError e) {
      table.close();
      throw new NoDirectMemoryException(name, table.bytes(), e);
    }
    return table;
  }

  /**
   * Maps part of a file. The file may be deleted, but must not change or shrink while the table is
   * used.
   *
   * @param at first byte; the floats are little-endian
   */
  static FloatRows mapped(String name, FileChannel file, long at, int rows, int width)
      throws IOException {
    return mapped(name, file, at, rows, width, MAPPED_BLOCK);
  }

  static FloatRows mapped(
      String name, FileChannel file, long at, int rows, int width, int blockBytes)
      throws IOException {
    FloatRows table = new FloatRows(name, rows, width, rowsOf(width, blockBytes));
    try {
      long from = at;
      for (int b = 0; b < table.blocks.length; b++) {
        ByteBuffer block = file.map(FileChannel.MapMode.READ_ONLY, from, table.bytes(b));
        table.put(b, block.order(ByteOrder.LITTLE_ENDIAN));
        from += table.bytes(b);
      }
    } catch (IOException e) {
      table.close();
      throw e;
    }
    return table;
  }

  /** Wraps an array. */
  static FloatRows of(String name, float[] values, int width) {
    int rows = values.length / width;
    FloatRows table = new FloatRows(name, rows, width, rows);
    table.blocks[0] = FloatBuffer.wrap(values);
    return table;
  }

  /** Returns the number of rows. */
  public int rows() {
    return rows;
  }

  /** Returns the number of floats in a row. */
  public int width() {
    return width;
  }

  /** Returns the size of the table in bytes. */
  public long bytes() {
    return (long) rows * width * Float.BYTES;
  }

  /**
   * Copies a row.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   * @throws IllegalStateException if the table is closed
   */
  public void read(int row, float[] into, int at) {
    block(row).get(row % perBlock * width, into, at, width);
  }

  /** Replaces a row of a table in direct memory; see {@link #read}. */
  public void write(int row, float[] from) {
    block(row).put(row % perBlock * width, from, 0, width);
  }

  /** Returns a copy of the whole table on the heap. */
  float[] toArray() {
    float[] all = new float[Math.multiplyExact(rows, width)];
    for (int row = 0; row < rows; row++) {
      read(row, all, row * width);
    }
    return all;
  }

  /** Frees the memory; calling it again has no effect. */
  @Override
  public synchronized void close() {
    ByteBuffer[] freed = memory;
    memory = null;
    blocks = null;
    for (int b = 0; freed != null && b < freed.length; b++) {
      if (freed[b] != null) {
        DirectMemory.free(freed[b]);
      }
    }
  }

  private FloatBuffer block(int row) {
    FloatBuffer[] open = blocks;
    if (open == null) {
      throw new IllegalStateException(name + ": closed (expected: a release that is still open)");
    }
    return open[row / perBlock];
  }

  private void put(int number, ByteBuffer block) {
    memory[number] = block;
    blocks[number] = block.asFloatBuffer();
  }

  private int bytes(int block) {
    return Math.min(perBlock, rows - block * perBlock) * width * Float.BYTES;
  }

  private static int rowsOf(int width, int blockBytes) {
    return Math.max(1, blockBytes / Float.BYTES / width);
  }
}
