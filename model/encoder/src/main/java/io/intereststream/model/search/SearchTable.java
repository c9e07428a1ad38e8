package io.intereststream.model.search;

import io.intereststream.model.release.FloatRows;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.ReleaseData;
import io.intereststream.model.release.Throttle;
import java.util.Arrays;

/**
 * The rows v of a release as {@link TopItems} scores them: in blocks of {@value #BLOCK} items, each
 * transposed, so that one pass over contiguous memory scores many items with the same operations in
 * the same order. A block's last row holds the biases of its items, if the release has biases. In
 * direct memory; shared between threads.
 */
public final class SearchTable {

  static final int BLOCK = 128;

  private final int blocks;

  /** Rows of a block: the dimension, plus one for biases. */
  private final int height;

  /** Row b·height + k holds component k of the items from b·BLOCK on, zeros beyond the last. */
  private final FloatRows columns;

  /**
   * Builds the table of a release; it is closed with the release.
   *
   * @param throttle slows building down
   * @throws NoDirectMemoryException if the JVM's limit of direct memory is too low
   */
  public SearchTable(ReleaseData release, Throttle throttle) {
    blocks = (release.items() - 1) / BLOCK + 1;
    height = release.dimension() + (release.itemBiases() == null ? 0 : 1);
    columns =
        FloatRows.direct(
            "search table of release " + release.version(),
            Math.multiplyExact(blocks, height),
            BLOCK,
            throttle);
    release.owns(columns);
    fill(release, throttle);
  }

  private void fill(ReleaseData release, Throttle throttle) {
    int dimension = release.dimension();
    // The bias follows the item's vector as one more component.
    float[] item = new float[height];
    float[][] block = newBlock();
    Throttle.Loop loop = throttle.startLoop();
    for (int b = 0; b < blocks; b++) {
      int n = Math.min(BLOCK, release.items() - b * BLOCK);
      for (int i = 0; i < n; i++) {
        release.itemVectors().read(b * BLOCK + i, item, 0);
        if (height > dimension) {
          release.itemBiases().read(b * BLOCK + i, item, dimension);
        }
        for (int k = 0; k < height; k++) {
          block[k][i] = item[k];
        }
      }
      for (int k = 0; k < height; k++) {
        Arrays.fill(block[k], n, BLOCK, 0f);
        columns.write(b * height + k, block[k]);
      }
      loop.afterStep();
    }
  }

  /** Returns the number of blocks. */
  int blocks() {
    return blocks;
  }

  /** Returns an array for {@link #read}, [dimension][BLOCK], plus a row for biases. */
  float[][] newBlock() {
    return new float[height][BLOCK];
  }

  /**
   * Copies a block.
   *
   * @param into shaped as {@link #newBlock}
   */
  void read(int block, float[][] into) {
    for (int k = 0; k < height; k++) {
      columns.read(block * height + k, into[k], 0);
    }
  }
}
