package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Fusion;

/**
 * The sums of one history, equation 2, in double precision.
 *
 * @param n items of the history
 * @param interests z_l, [L, d]
 * @param context s, [d]; zeros with the paper's fusion
 * @param shares sum of the shares of each category, [L]
 */
record ReferenceSums(int n, double[] interests, double[] context, double[] shares) {

  static ReferenceSums empty(int n, int categories, int d) {
    return new ReferenceSums(n, new double[categories * d], new double[d], new double[categories]);
  }

  /**
   * Adds an item.
   *
   * @param rows holds v from {@code at} on
   */
  void add(CmiForm form, int age, double[] itemShares, double[] rows, int at) {
    for (int l = 0; l < shares.length; l++) {
      shares[l] += itemShares[l];
      double left = form.decays() ? Math.pow(2, -age / form.halfLives().get(l)) : 1;
      add(left * itemShares[l], rows, at, interests, l * context.length);
    }
    if (form.fusion() instanceof Fusion.Context fusion) {
      add(Math.pow(2, -age / fusion.halfLife()), rows, at, context, 0);
    }
  }

  private void add(double weight, double[] rows, int at, double[] sums, int to) {
    for (int k = 0; k < context.length; k++) {
      sums[to + k] += weight * rows[at + k];
    }
  }
}
