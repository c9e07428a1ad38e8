package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Assignment;
import io.intereststream.model.math.Kernel;
import java.util.Arrays;

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

  /** Decay of each row in each category, [L][window]; null without half-lives. */
  final float[][] decay;

  private InterestSums(CmiItemTable table) {
    CmiForm form = CmiForm.of(table.release());
    int window = table.release().window();
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
   * @param rows its rows
   * @param items its items, oldest first
   */
  abstract void compute(HistoryRows rows, int[] items);

  private static final class Hard extends InterestSums {

    private final CmiItemTable table;

    /** Where the sum of each row's category begins in z. */
    private final int[] to;

    private final float[] factors;

    Hard(CmiItemTable table) {
      super(table);
      this.table = table;
      to = new int[table.release().window()];
      factors = new float[to.length];
      Arrays.fill(factors, 1f);
    }

    @Override
    void compute(HistoryRows rows, int[] items) {
      Arrays.fill(weights, 0f);
      Arrays.fill(z, 0f);
      for (int i = 0; i < items.length; i++) {
        int category = table.category(items[i]);
        weights[category]++;
        to[rows.first() + i] = category * d;
        if (decay != null) {
          factors[rows.first() + i] = decay[category][rows.first() + i];
        }
      }
      Kernel.addRows(rows.values, rows.stride, rows.first(), rows.window, factors, to, d, z);
    }
  }

  private static final class Soft extends InterestSums {

    /** The share of each row in each category, decayed, [L][window]. */
    private final float[][] factors;

    Soft(CmiItemTable table) {
      super(table);
      factors = new float[weights.length][table.release().window()];
    }

    @Override
    void compute(HistoryRows rows, int[] items) {
      Arrays.fill(weights, 0f);
      for (int i = rows.first(); i < rows.window; i++) {
        int shares = i * rows.stride + d;
        for (int l = 0; l < weights.length; l++) {
          float share = rows.values[shares + l];
          weights[l] += share;
          factors[l][i] = decay == null ? share : share * decay[l][i];
        }
      }
      Kernel.sumRows(rows.values, rows.stride, rows.first(), rows.window, factors, d, z);
    }
  }
}
