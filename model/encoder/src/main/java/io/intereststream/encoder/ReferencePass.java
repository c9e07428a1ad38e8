package io.intereststream.encoder;

/**
 * All that the reference encoder computes for one history, in double precision.
 *
 * @param sums z_l, equation 2, [L, d]
 * @param weights share of each category, [L]
 * @param hidden h_n, equation 3, [hidden]
 * @param preactivation M h_n + b, [d]
 * @param general u^g, equation 4, [d]
 * @param interests u_l, equation 5, [L, d]
 */
record ReferencePass(
    double[] sums,
    double[] weights,
    double[] hidden,
    double[] preactivation,
    double[] general,
    double[] interests) {

  /** Equations 4 and 5 from the sums, the GRU's last state and its projection. */
  static ReferencePass of(
      double[] sums, double[] shares, int n, double[] hidden, double[] preactivation) {
    int d = preactivation.length;
    double[] weights = new double[shares.length];
    double[] general = new double[d];
    double[] interests = new double[sums.length];
    for (int k = 0; k < d; k++) {
      general[k] = Math.max(preactivation[k], 0);
    }
    unit(general, 0, d);
    for (int l = 0; l < shares.length; l++) {
      weights[l] = shares[l] / n;
      System.arraycopy(sums, l * d, interests, l * d, d);
      unit(interests, l * d, d);
      for (int k = 0; k < d; k++) {
        interests[l * d + k] += general[k];
      }
      unit(interests, l * d, d);
    }
    return new ReferencePass(sums, weights, hidden, preactivation, general, interests);
  }

  /** Rounds to the result of an encoder. */
  Interests round() {
    Interests result = new Interests(weights.length, general.length);
    result.count(weights.length);
    for (int l = 0; l < weights.length; l++) {
      result.categories()[l] = l;
      result.weights()[l] = (float) weights[l];
    }
    for (int i = 0; i < interests.length; i++) {
      result.vectors()[i] = (float) interests[i];
    }
    for (int k = 0; k < general.length; k++) {
      result.general()[k] = (float) general[k];
    }
    return result;
  }

  /** Divides part of an array by its length, at least {@link CmiWeights#SMALLEST_NORM}. */
  static void unit(double[] values, int from, int length) {
    double squares = 0;
    for (int k = from; k < from + length; k++) {
      squares += values[k] * values[k];
    }
    double norm = Math.max(Math.sqrt(squares), CmiWeights.SMALLEST_NORM);
    for (int k = from; k < from + length; k++) {
      values[k] /= norm;
    }
  }
}
