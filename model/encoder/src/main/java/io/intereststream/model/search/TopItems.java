package io.intereststream.model.search;

import io.intereststream.model.encoder.Interests;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.ItemVectors;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ReleaseData;
import io.intereststream.model.release.Throttle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Exact retrieval: every item of the release is scored, score = max over l of u_l · v, plus the
 * item's bias if the release has biases.
 *
 * <p>If the form distributes items by weight ({@link ModelForm#sharesByWeight}), each interest
 * contributes its quota of the k items, see {@link Quotas}. Heavier interests choose first: each
 * takes the items with its highest u_l · v (plus bias) that are not yet taken. The lists are merged
 * by rank: the r-th of q items of an interest has position r/q; if positions are equal, the item
 * that was chosen first comes first. So every part of the list has items of all interests.
 *
 * <p>Not thread-safe; the {@link SearchTable} is shared and is closed with the release.
 */
public final class TopItems {

  private static final int BLOCK = SearchTable.BLOCK;

  private final SearchTable table;
  private final Throttle throttle;
  private final ItemVectors vectors;
  private final int items;
  private final int dimension;
  private final boolean sharesByWeight;

  /** A block of the table, [dimension][BLOCK], plus a row if the release has biases. */
  private final float[][] block;

  private final float[] scores = new float[BLOCK];
  private final float[] best = new float[BLOCK];

  /**
   * Creates a search.
   *
   * @param table table of the release
   * @param throttle slows each search down
   */
  public TopItems(ReleaseData release, SearchTable table, Throttle throttle) {
    this.table = table;
    this.throttle = throttle;
    vectors = release.itemVectors();
    items = release.items();
    dimension = release.dimension();
    sharesByWeight = release.form().sharesByWeight();
    block = table.newBlock();
  }

  /**
   * Finds the items with the highest scores, or each interest's share of them.
   *
   * @param interests interests of the viewer; without any, the result is empty
   * @param k maximum number of items
   * @param historyRows rows to exclude, in any order
   * @return at most k items, highest score first; if scores are equal, the smaller row comes first.
   *     If items are distributed by weight, they are in merged order, and each has the score of its
   *     own interest
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

  /** An item with its position in the merged list. */
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
   * Finds the highest scores by the interests {@code from} to {@code to} − 1.
   *
   * @param excluded rows to exclude, sorted
   */
  private List<ScoredItem> best(Interests interests, int from, int to, int k, int[] excluded) {
    TopK found = new TopK(Math.min(k, items));
    Throttle.Loop loop = throttle.startLoop();
    for (int b = 0; b < table.blocks(); b++) {
      score(interests, from, to, b);
      int first = b * BLOCK;
      int n = Math.min(BLOCK, items - first);
      for (int i = 0; i < n; i++) {
        // Rows come in ascending order: an equal score never displaces an earlier row.
        if (best[i] > found.threshold() && Arrays.binarySearch(excluded, first + i) < 0) {
          found.add(first + i, best[i]);
        }
      }
      loop.afterStep();
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
  private void score(Interests interests, int from, int to, int number) {
    table.read(number, block);
    for (int l = from; l < to; l++) {
      Kernel.multiply(block, interests.vectors(), l * dimension, dimension, scores);
      if (l == from) {
        System.arraycopy(scores, 0, best, 0, BLOCK);
      } else {
        for (int i = 0; i < BLOCK; i++) {
          best[i] = Math.max(best[i], scores[i]);
        }
      }
    }
    if (block.length > dimension) {
      Kernel.addOne(block[dimension], 1f, best);
    }
  }

  private int category(Interests interests, int from, int to, int row) {
    float[] item = vectors.row(row);
    int nearest = from;
    float highest = Float.NEGATIVE_INFINITY;
    for (int l = from; l < to; l++) {
      float score = 0;
      for (int k = 0; k < dimension; k++) {
        score += interests.vectors()[l * dimension + k] * item[k];
      }
      if (score > highest) {
        highest = score;
        nearest = l;
      }
    }
    return interests.categories()[nearest];
  }
}
