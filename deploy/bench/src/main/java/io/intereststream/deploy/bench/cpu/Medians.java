package io.intereststream.deploy.bench.cpu;

import java.util.Arrays;

/** The median of repeated measurements. */
public final class Medians {
  private Medians() {}

  /** Returns the median; NaN if there are no values. */
  public static double of(double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
