package io.intereststream.encoder;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the incremental encoder needs of a release, computed once and shared by all its encoders.
 * For each item, side by side: its unit row v [d], its share of each category (equation 1) [L] or,
 * under hard assignment, the number of its category [1], and the input half of the GRU, W_ih·v
 * [3·hidden]; so an event reads one stretch of memory. And the recurrent matrix and the projection
 * by columns.
 */
public final class ItemTable {

  /** Items of a block: keeps arrays small whatever the number of items. */
  private static final int BLOCK_BITS = 10;

  private static final int BLOCK = 1 << BLOCK_BITS;

  private final Release release;
  private final boolean hard;

  /** Where the input half begins within an item. */
  private final int inputAt;

  private final int stride;
  private final float[][] blocks;
  private final float[][] recurrent;
  private final float[][] projection;

  /** Computes the table of a release, in parallel. */
  public ItemTable(Release release) {
    this.release = release;
    CmiWeights weights = release.weights();
    int d = weights.dimension();
    int gates = 3 * weights.hidden();
    GeneralWeights general = weights.general();
    hard = release.form().assignment() == CmiForm.Assignment.HARD;
    inputAt = d + (hard ? 1 : weights.interests());
    stride = inputAt + gates;
    boolean none = general == null;
    recurrent = none ? null : Kernel.columns(general.recurrent(), gates, weights.hidden());
    projection = none ? null : Kernel.columns(general.projection(), d, weights.hidden());
    double[][] input = none ? null : columns(general.input(), gates, d);
    blocks = new float[(release.items() + BLOCK - 1) >>> BLOCK_BITS][];
    IntStream.range(0, blocks.length).parallel().forEach(b -> blocks[b] = block(b, input));
  }

  /** Returns the release that the table was made of. */
  public Release release() {
    return release;
  }

  /**
   * Returns the array that holds an item, from {@link #offset} on: v, shares or category, input.
   */
  float[] block(int row) {
    return blocks[row >>> BLOCK_BITS];
  }

  /** Returns where an item begins in its block. */
  int offset(int row) {
    return (row & (BLOCK - 1)) * stride;
  }

  /** Returns where the input half begins, counted from {@link #offset}. */
  int inputAt() {
    return inputAt;
  }

  /** Returns W_hh by columns, [hidden][3·hidden]; null without a general interest. */
  float[][] recurrent() {
    return recurrent;
  }

  /** Returns M by columns, [hidden][d]; null without a general interest. */
  float[][] projection() {
    return projection;
  }

  private float[] block(int number, double[][] input) {
    int first = number << BLOCK_BITS;
    int count = Math.min(BLOCK, release.items() - first);
    float[] block = new float[count * stride];
    double[] gates = new double[3 * release.hidden()];
    for (int i = 0; i < count; i++) {
      fill(block, i * stride, first + i, input, gates);
    }
    return block;
  }

  private void fill(float[] block, int offset, int row, double[][] input, double[] gates) {
    CmiWeights weights = release.weights();
    int d = weights.dimension();
    System.arraycopy(weights.items(), row * d, block, offset, d);
    if (hard) {
      block[offset + d] = weights.nearestCategory(row);
    } else {
      shares(weights, row, block, offset + d);
    }
    if (input != null) {
      input(block, offset, input, gates);
    }
  }

  private void input(float[] block, int offset, double[][] input, double[] gates) {
    Arrays.fill(gates, 0);
    for (int k = 0; k < input.length; k++) {
      double x = block[offset + k];
      double[] column = input[k];
      for (int i = 0; i < gates.length; i++) {
        gates[i] += x * column[i];
      }
    }
    for (int i = 0; i < gates.length; i++) {
      block[offset + inputAt + i] = (float) gates[i];
    }
  }

  /** p_l = softmax over l of v · g_l / temperature, in double precision. */
  private void shares(CmiWeights weights, int row, float[] into, int from) {
    double[] shares = new double[weights.interests()];
    double highest = Double.NEGATIVE_INFINITY;
    for (int l = 0; l < shares.length; l++) {
      shares[l] = weights.affinity(row, l) / release.manifest().temperature();
      highest = Math.max(highest, shares[l]);
    }
    double sum = 0;
    for (int l = 0; l < shares.length; l++) {
      shares[l] = Math.exp(shares[l] - highest);
      sum += shares[l];
    }
    for (int l = 0; l < shares.length; l++) {
      into[from + l] = (float) (shares[l] / sum);
    }
  }

  private static double[][] columns(float[] matrix, int rows, int columns) {
    double[][] result = new double[columns][rows];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        result[k][i] = matrix[i * columns + k];
      }
    }
    return result;
  }
}
