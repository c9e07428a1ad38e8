package io.intereststream.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Exact retrieval: every item of the release is scored, score = max over l of u_l · v, plus the
 * item's bias where the release has one.
 *
 * <p>Where the release's form shares items out by weight ({@link ModelForm#sharesByWeight}), each
 * interest brings its quota of the k items, {@link Quotas}. Heavier interests choose first, each
 * its own highest u_l · v (plus bias) among what is not taken yet. In the one list, the r-th item,
 * from 1, of an interest with q items stands at r/q, of equals the one chosen first, so that the
 * head of the list is shared out too.
 *
 * <p>Holds a copy of the item table in blocks of {@value #BLOCK} items, each transposed, so that
 * one pass over contiguous memory scores many items at once. All items go through the same
 * operations in the same order, so equal rows get equal scores. For concurrent callers give each a
 * {@link #TopItems(TopItems)} of its own.
 */
public final class TopItems {

  private static final int BLOCK = 128;

  private final int items;
  private final int dimension;

  /** {@code blocks[b][k][i]}: component k of item b·BLOCK + i, zero beyond the last item. */
  private final float[][][] blocks;

  private final boolean sharesByWeight;

  /** {@code biases[b][i]}: bias of item b·BLOCK + i; null where the release has none. */
  private final float[][] biases;

  private final float[] scores = new float[BLOCK];
  private final float[] best = new float[BLOCK];

  /** Builds the blocks of a release, in parallel. */
  public TopItems(Release release) {
    items = release.items();
    dimension = release.dimension();
    sharesByWeight = release.form().sharesByWeight();
    blocks = new float[(items + BLOCK - 1) / BLOCK][][];
    ItemVectors vectors = release.itemVectors();
    IntStream.range(0, blocks.length).parallel().forEach(b -> blocks[b] = block(vectors, b));
    biases = biases(release.itemBiases(), blocks.length);
  }

  /** Shares the blocks of another, with scratch of its own. */
  public TopItems(TopItems other) {
    items = other.items;
    dimension = other.dimension;
    sharesByWeight = other.sharesByWeight;
    blocks = other.blocks;
    biases = other.biases;
  }

  /**
   * Finds the items with the highest scores, or each interest's share of them.
   *
   * @param interests of the viewer; with none, nothing is found
   * @param k most items to find
   * @param historyRows rows that are left out, in any order
   * @return at most k items, highest score first, of equal scores the smaller row first; shared
   *     out, in the order of their places in the list, with the scores by their own interests
   * @throws IllegalArgumentException if k is not above 0 or the vectors are of another length
   */
  public List<ScoredItem> search(Interests interests, int k, int[] historyRows) {
    if (k < 1) {
      throw new IllegalArgumentException("k: " + k + " (expected: > 0)");
    }
    if (interests.dimension() != dimension) {
      throw new IllegalArgumentException(
          "dimension: " + interests.dimension() + " (expected: " + dimension + ")");
    }
    if (interests.count() == 0) {
      return List.of();
    }
    int[] history = historyRows.clone();
    Arrays.sort(history);
    return sharesByWeight
        ? shared(interests, k, history)
        : best(interests, 0, interests.count(), k, history);
  }

  /** One item of the list in the making. */
  private record Placed(ScoredItem item, double place) {}

  private List<ScoredItem> shared(Interests interests, int k, int[] history) {
    List<Placed> list = new ArrayList<>();
    int[] excluded = history;
    for (Quotas.Quota quota : Quotas.of(interests, k)) {
      int l = quota.interest();
      List<ScoredItem> own = best(interests, l, l + 1, quota.items(), excluded);
      for (int r = 0; r < own.size(); r++) {
        list.add(new Placed(own.get(r), (r + 1) / (double) quota.items()));
      }
      IntStream taken = own.stream().mapToInt(ScoredItem::row);
      excluded = IntStream.concat(Arrays.stream(excluded), taken).sorted().toArray();
    }
    // The sort is stable.
    list.sort(Comparator.comparingDouble(Placed::place));
    return list.stream().map(Placed::item).toList();
  }

  /**
   * Finds the highest scores by some of the interests, {@code from} to {@code to} − 1.
   *
   * @param excluded rows that are left out, in order
   */
  private List<ScoredItem> best(Interests interests, int from, int to, int k, int[] excluded) {
    BestRows found = new BestRows(Math.min(k, items));
    for (int b = 0; b < blocks.length; b++) {
      score(interests, from, to, b);
      int first = b * BLOCK;
      int n = Math.min(BLOCK, items - first);
      for (int i = 0; i < n; i++) {
        // Rows come in growing order: an equal score never displaces an earlier row.
        if (best[i] > found.bar() && Arrays.binarySearch(excluded, first + i) < 0) {
          found.add(first + i, best[i]);
        }
      }
    }
    ScoredItem[] ordered = new ScoredItem[found.size()];
    for (int i = ordered.length - 1; i >= 0; i--) {
      int row = found.worstRow();
      ordered[i] = new ScoredItem(row, found.worstScore(), category(interests, from, to, row));
      found.removeWorst();
    }
    return List.of(ordered);
  }

  /** Puts max over l of u_l · v, plus the bias, into {@link #best} for every item of a block. */
  private void score(Interests interests, int from, int to, int block) {
    for (int l = from; l < to; l++) {
      Kernel.multiply(blocks[block], interests.vectors(), l * dimension, dimension, scores);
      if (l == from) {
        System.arraycopy(scores, 0, best, 0, BLOCK);
      } else {
        for (int i = 0; i < BLOCK; i++) {
          best[i] = Math.max(best[i], scores[i]);
        }
      }
    }
    if (biases != null) {
      Kernel.addOne(biases[block], 1, best);
    }
  }

  private int category(Interests interests, int from, int to, int row) {
    float[][] columns = blocks[row / BLOCK];
    int nearest = from;
    float highest = Float.NEGATIVE_INFINITY;
    for (int l = from; l < to; l++) {
      float score = 0;
      for (int k = 0; k < dimension; k++) {
        score += interests.vectors()[l * dimension + k] * columns[k][row % BLOCK];
      }
      if (score > highest) {
        highest = score;
        nearest = l;
      }
    }
    return interests.categories()[nearest];
  }

  /** The last block is filled up with zeros. */
  private static float[][] biases(FloatRows bias, int blocks) {
    if (bias == null) {
      return null;
    }
    float[][] biases = new float[blocks][BLOCK];
    for (int row = 0; row < bias.rows(); row++) {
      bias.read(row, biases[row / BLOCK], row % BLOCK);
    }
    return biases;
  }

  private float[][] block(ItemVectors vectors, int block) {
    float[][] columns = new float[dimension][BLOCK];
    float[] vector = new float[dimension];
    int first = block * BLOCK;
    for (int i = 0; i < Math.min(BLOCK, items - first); i++) {
      vectors.read(first + i, vector, 0);
      for (int k = 0; k < dimension; k++) {
        columns[k][i] = vector[k];
      }
    }
    return columns;
  }
}
