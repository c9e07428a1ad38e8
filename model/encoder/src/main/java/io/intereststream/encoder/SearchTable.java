package io.intereststream.encoder;

import java.util.Arrays;

/**
 * The rows v of a release as {@link TopItems} scores them: in blocks of {@value #BLOCK} items, each
 * transposed, so that one pass over contiguous memory scores many items at once, all by the same
 * operations in the same order. In direct memory; shared between threads.
 */
final class SearchTable {

  static final int BLOCK = 128;

  private final int dimension;
  private final int blocks;

  /** Row b·d + k holds component k of the items from b·BLOCK on, zeros beyond the last. */
  private final FloatRows columns;

  /** The release's, [items, 1]; null if it has none. */
  private final FloatRows biases;

  /**
   * Builds the table of a release, which then owns it.
   *
   * @throws NoDirectMemoryException if the JVM may not take the memory
   */
  SearchTable(Release release) {
    dimension = release.dimension();
    blocks = (release.items() - 1) / BLOCK + 1;
    biases = release.itemBiases();
    columns =
        FloatRows.direct(
            "search table of release " + release.version(),
            Math.multiplyExact(blocks, dimension),
            BLOCK);
    release.owns(columns);
    fill(release);
  }

  private void fill(Release release) {
    float[] vector = new float[dimension];
    float[][] block = new float[dimension][BLOCK];
    BackgroundPace pace = new BackgroundPace();
    for (int b = 0; b < blocks; b++) {
      int n = Math.min(BLOCK, release.items() - b * BLOCK);
      for (int i = 0; i < n; i++) {
        release.itemVectors().read(b * BLOCK + i, vector, 0);
        for (int k = 0; k < dimension; k++) {
          block[k][i] = vector[k];
        }
      }
      for (int k = 0; k < dimension; k++) {
        Arrays.fill(block[k], n, BLOCK, 0f);
        columns.write(b * dimension + k, block[k]);
      }
      pace.rest();
    }
  }

  /** Returns the number of blocks. */
  int blocks() {
    return blocks;
  }

  /**
   * Copies a block.
   *
   * @param into [dimension][BLOCK]
   */
  void read(int block, float[][] into) {
    for (int k = 0; k < dimension; k++) {
      columns.read(block * dimension + k, into[k], 0);
    }
  }

  /** Adds the biases of a block's items to their scores, where the release has any. */
  void addBiases(int block, float[] scores) {
    if (biases == null) {
      return;
    }
    float[] bias = new float[1];
    int n = Math.min(BLOCK, biases.rows() - block * BLOCK);
    for (int i = 0; i < n; i++) {
      biases.read(block * BLOCK + i, bias, 0);
      scores[i] += bias[0];
    }
  }
}
