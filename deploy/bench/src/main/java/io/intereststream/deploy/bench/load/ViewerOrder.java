package io.intereststream.deploy.bench.load;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws the viewers who watch, in an order. */
final class ViewerOrder {
  private final int viewers;
  private final SplittableRandom random;

  /** For Zipf: the probability of the viewers up to and including each; null for turns. */
  private final double[] cumulative;

  private int next;

  ViewerOrder(Order order, int viewers, long seed) {
    this.viewers = viewers;
    this.random = new SplittableRandom(seed);
    this.cumulative = order == Order.ZIPF ? cumulative(viewers) : null;
  }

  private static double[] cumulative(int viewers) {
    double[] sums = new double[viewers];
    double sum = 0;
    for (int i = 0; i < viewers; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    for (int i = 0; i < viewers; i++) {
      sums[i] /= sum;
    }
    return sums;
  }

  /** The next viewer. */
  int next() {
    if (cumulative == null) {
      int viewer = next;
      next = (next + 1) % viewers;
      return viewer;
    }
    int found = Arrays.binarySearch(cumulative, random.nextDouble());
    return Math.min(viewers - 1, found < 0 ? -found - 1 : found + 1);
  }
}
