package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Assignment;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.math.RowMatrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The sums of equation 2 of CMI's incremental encoder. They are computed again at each event and
 * are not part of a state: reading the vectors of 100 items costs less than storing the sums with
 * each viewer. Not thread-safe.
 */
abstract sealed class InterestSums {

  /** z, [L, d]. */
  final float[] z;

  /** Sums of the shares or numbers of items of each category, [L]. */
  final float[] weights;

  final int d;
  final int window;

  /** Decay at each age in each category, [L][window]; null without half-lives. */
  final float[][] decay;

  private InterestSums(CmiItemTable table) {
    CmiForm form = CmiForm.of(table.release());
    window = table.release().window();
    d = table.model().dimension();
    weights = new float[table.model().interests()];
    z = new float[weights.length * d];
    decay =
        form.decays()
            ? form.halfLives().stream()
                .map(halfLife -> Decay.factors(halfLife, window))
                .toArray(float[][]::new)
            : null;
  }

  /** Returns the sums for the form of a release. */
  static InterestSums of(CmiItemTable table) {
    return CmiForm.of(table.release()).assignment() == Assignment.HARD
        ? new Hard(table)
        : new Soft(table);
  }

  /**
   * Computes {@link #z} and {@link #weights} of a history.
   *
   * @param items oldest first
   * @param rows receives the items' rows, in any order
   */
  abstract void compute(int[] items, HistoryRows rows);

  /** Brings the rows of a category together, so that one sum after the other is computed. */
  private static final class Hard extends InterestSums {

    private final CmiItemTable table;
    private final int[] categories;
    private final int[] order;

    /** For each category the number of the row after its last one. */
    private final int[] ends;

    private final RowMatrix factors;

    Hard(CmiItemTable table) {
      super(table);
      this.table = table;
      categories = new int[window];
      order = new int[window];
      ends = new int[weights.length];
      factors = RowMatrix.column(new float[window]);
      Arrays.fill(factors.values(), 1f);
    }

    @Override
    void compute(int[] items, HistoryRows rows) {
      sort(items);
      rows.read(items, order);
      int from = 0;
      for (int l = 0; l < ends.length; l++) {
        if (decay != null) {
          rows.factors(decay[l], from, ends[l], factors.values());
        }
        Kernel.sumRows(rows.vectors, from, ends[l], factors, z, l * d);
        weights[l] = ends[l] - from;
        from = ends[l];
      }
    }

    /** Sets {@link #order} and {@link #ends}. */
    private void sort(int[] items) {
      Arrays.fill(ends, 0);
      for (int i = 0; i < items.length; i++) {
        categories[i] = table.category(items[i]);
        ends[categories[i]]++;
      }
      int from = 0;
      for (int l = 0; l < ends.length; l++) {
        int count = ends[l];
        ends[l] = from;
        from += count;
      }
      for (int i = 0; i < items.length; i++) {
        order[ends[categories[i]]++] = i;
      }
    }
  }

  private static final class Soft extends InterestSums {

    private final int[] order;

    /** The decayed share of each row in each category, [window, L]; null without half-lives. */
    private final RowMatrix decayed;

    Soft(CmiItemTable table) {
      super(table);
      int interests = weights.length;
      order = IntStream.range(0, window).toArray();
      decayed =
          decay == null
              ? null
              : new RowMatrix(new float[window * interests], 0, interests, interests);
    }

    @Override
    void compute(int[] items, HistoryRows rows) {
      rows.read(items, order);
      sumShares(rows);
      Kernel.sumRows(
          rows.vectors, 0, rows.size(), decay == null ? rows.shares : decayed(rows), z, 0);
    }

    /** Four rows at a time, so that a weight is loaded and stored once for the four. */
    private void sumShares(HistoryRows rows) {
      Arrays.fill(weights, 0f);
      float[] shares = rows.shares.values();
      int stride = rows.shares.stride();
      int from = rows.shares.at();
      int i = 0;
      for (; i + 4 <= rows.size(); i += 4, from += 4 * stride) {
        for (int l = 0; l < weights.length; l++) {
          float two = shares[from + l] + shares[from + stride + l];
          float others = shares[from + 2 * stride + l] + shares[from + 3 * stride + l];
          weights[l] += two + others;
        }
      }
      for (; i < rows.size(); i++, from += stride) {
        for (int l = 0; l < weights.length; l++) {
          weights[l] += shares[from + l];
        }
      }
    }

    private RowMatrix decayed(HistoryRows rows) {
      float[] shares = rows.shares.values();
      for (int i = 0; i < rows.size(); i++) {
        int from = rows.shares.at() + i * rows.shares.stride();
        int to = i * weights.length;
        for (int l = 0; l < weights.length; l++) {
          decayed.values()[to + l] = shares[from + l] * decay[l][rows.ages[i]];
        }
      }
      return decayed;
    }
  }
}
