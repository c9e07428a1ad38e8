package io.intereststream.encoder;

import java.util.stream.IntStream;

/**
 * What depends on an item alone, computed once for a release, in parallel: a stretch of floats for
 * each item, so that an event reads one stretch of memory. Shared by a release's encoders.
 */
final class ItemRows {

  /** Items of a block: keeps arrays small whatever the number of items. */
  private static final int BLOCK_BITS = 10;

  private static final int BLOCK = 1 << BLOCK_BITS;

  private final int width;
  private final float[][] blocks;

  /** Computes the floats of one item. */
  interface Item {
    void fill(int row, float[] into, int from);
  }

  /**
   * Computes them all.
   *
   * @param width floats of an item
   */
  ItemRows(int items, int width, Item item) {
    this.width = width;
    blocks = new float[(items + BLOCK - 1) >>> BLOCK_BITS][];
    IntStream.range(0, blocks.length)
        .parallel()
        .forEach(b -> blocks[b] = block(b, Math.min(BLOCK, items - (b << BLOCK_BITS)), item));
  }

  /** Returns the array that holds an item, from {@link #offset} on. */
  float[] block(int row) {
    return blocks[row >>> BLOCK_BITS];
  }

  /** Returns where an item begins in its block. */
  int offset(int row) {
    return (row & (BLOCK - 1)) * width;
  }

  private float[] block(int number, int count, Item item) {
    float[] block = new float[count * width];
    for (int i = 0; i < count; i++) {
      item.fill((number << BLOCK_BITS) + i, block, i * width);
    }
    return block;
  }
}
