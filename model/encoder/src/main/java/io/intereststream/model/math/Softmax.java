package io.intereststream.model.math;

/**
 * Softmax in double precision. The highest logit is subtracted first, so that nothing overflows.
 */
public final class Softmax {

  private Softmax() {}

  /** Replaces the first {@code n} logits by their softmax, exp(x_i) / Σ exp(x_j). */
  public static void apply(double[] logits, int n) {
    apply(logits, n, 1);
  }

  /** Replaces the first {@code n} logits by the softmax of the logits divided by a temperature. */
  public static void apply(double[] logits, int n, double temperature) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      highest = Math.max(highest, logits[i]);
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      logits[i] = Math.exp((logits[i] - highest) / temperature);
      sum += logits[i];
    }
    for (int i = 0; i < n; i++) {
      logits[i] /= sum;
    }
  }
}
