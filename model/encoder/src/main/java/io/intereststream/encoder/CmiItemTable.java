package io.intereststream.encoder;

/**
 * What CMI's running encoder needs of a release, computed once and shared by all its encoders. For
 * each item, side by side: its unit row v [d], its share of each category (equation 1) [L] or,
 * under hard assignment, the number of its category [1], and the input half of the GRU, W_ih·v
 * [3·hidden]; so an event reads one stretch of memory. And the recurrent matrix and the projection
 * by columns.
 */
final class CmiItemTable {

  private final Release release;
  private final CmiWeights weights;
  private final boolean hard;

  /** Where the input half begins within an item. */
  private final int inputAt;

  private final ItemRows rows;
  private final float[][] recurrent;
  private final float[][] projection;

  /** Computes the table of a release, in parallel. */
  CmiItemTable(Release release) {
    this.release = release;
    this.weights = CmiWeights.of(release);
    int d = weights.dimension();
    int gates = 3 * weights.hidden();
    GeneralWeights general = weights.general();
    hard = CmiForm.of(release).assignment() == CmiForm.Assignment.HARD;
    inputAt = d + (hard ? 1 : weights.interests());
    boolean none = general == null;
    recurrent = none ? null : Kernel.columns(general.recurrent(), gates, weights.hidden());
    projection = none ? null : Kernel.columns(general.projection(), d, weights.hidden());
    double[][] input = none ? null : columns(general.input(), gates, d);
    rows =
        new ItemRows(
            release.items(), inputAt + gates, (row, into, from) -> fill(into, from, row, input));
  }

  /** Returns the release that the table was made of. */
  Release release() {
    return release;
  }

  /**
   * Returns the array that holds an item, from {@link #offset} on: v, shares or category, input.
   */
  float[] block(int row) {
    return rows.block(row);
  }

  /** Returns where an item begins in its block. */
  int offset(int row) {
    return rows.offset(row);
  }

  /** Returns where the input half begins, counted from {@link #offset}. */
  int inputAt() {
    return inputAt;
  }

  /** Returns the tensors of the release. */
  CmiWeights weights() {
    return weights;
  }

  /** Returns W_hh by columns, [hidden][3·hidden]; null without a general interest. */
  float[][] recurrent() {
    return recurrent;
  }

  /** Returns M by columns, [hidden][d]; null without a general interest. */
  float[][] projection() {
    return projection;
  }

  private void fill(float[] block, int offset, int row, double[][] input) {
    int d = weights.dimension();
    System.arraycopy(weights.items(), row * d, block, offset, d);
    if (hard) {
      block[offset + d] = weights.nearestCategory(row);
    } else {
      shares(row, block, offset + d);
    }
    if (input != null) {
      input(block, offset, input);
    }
  }

  private void input(float[] block, int offset, double[][] input) {
    double[] gates = new double[3 * weights.hidden()];
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
  private void shares(int row, float[] into, int from) {
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
