package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.cmi.CmiForm.Fusion;
import io.intereststream.model.math.UnitVectors;
import java.util.stream.IntStream;

/**
 * Everything the reference encoder computes for one history, in double precision.
 *
 * @param sums z_l, equation 2, [L, d]
 * @param weights share of each category, [L]
 * @param hidden h_n, equation 3, [hidden]; empty without a general interest
 * @param preactivation M h_n + b, [d]; empty without a general interest
 * @param general u^g, equation 4, [d]; zeros if there is none
 * @param interests u_l, equation 5, [L, d]
 * @param listed categories whose interests are in the result, ascending
 */
record ReferencePass(
    double[] sums,
    double[] weights,
    double[] hidden,
    double[] preactivation,
    double[] general,
    double[] interests,
    int[] listed) {

  /**
   * Equations 4 and 5 from the sums, the GRU's last state and its projection.
   *
   * @param categories unit rows g, [L, d]
   */
  static ReferencePass of(
      CmiForm form,
      ReferenceSums sums,
      double[] hidden,
      double[] preactivation,
      double[] categories) {
    double[] general = new double[sums.context().length];
    for (int k = 0; k < preactivation.length; k++) {
      general[k] = Math.max(preactivation[k], 0);
    }
    UnitVectors.normalise(general, 0, general.length);
    double[] weights = new double[sums.shares().length];
    for (int l = 0; l < weights.length; l++) {
      weights[l] = sums.shares()[l] / sums.n();
    }
    double[] interests =
        form.fusion() instanceof Fusion.Context fusion
            ? inContext(fusion, sums, general)
            : asInThePaper(form, sums, general);
    if (form.anchor() > 0) {
      pullToCategories(interests, form.anchor(), categories, general.length);
    }
    return new ReferencePass(
        sums.interests(),
        weights,
        hidden,
        preactivation,
        general,
        interests,
        IntStream.range(0, weights.length)
            .filter(l -> weights[l] > 0 || !form.mayOmitInterests())
            .toArray());
  }

  /** u_l becomes unit(u_l + λ g_l). */
  private static void pullToCategories(
      double[] interests, double anchor, double[] categories, int d) {
    for (int from = 0; from < interests.length; from += d) {
      for (int k = from; k < from + d; k++) {
        interests[k] += anchor * categories[k];
      }
      UnitVectors.normalise(interests, from, d);
    }
  }

  private static double[] asInThePaper(CmiForm form, ReferenceSums sums, double[] general) {
    int d = general.length;
    double[] interests = sums.interests().clone();
    for (int from = 0; from < interests.length; from += d) {
      UnitVectors.normalise(interests, from, d);
      if (form.general()) {
        add(general, 1, interests, from);
        UnitVectors.normalise(interests, from, d);
      }
    }
    return interests;
  }

  private static double[] inContext(Fusion.Context fusion, ReferenceSums sums, double[] general) {
    int d = general.length;
    double[] context = sums.context().clone();
    UnitVectors.normalise(context, 0, d);
    add(general, fusion.gamma(), context, 0);
    UnitVectors.normalise(context, 0, d);
    double[] interests = sums.interests().clone();
    for (int from = 0; from < interests.length; from += d) {
      add(context, fusion.kappa(), interests, from);
      UnitVectors.normalise(interests, from, d);
    }
    return interests;
  }

  private static void add(double[] vector, double weight, double[] to, int from) {
    for (int k = 0; k < vector.length; k++) {
      to[from + k] += weight * vector[k];
    }
  }

  /** Returns this rounded to float32, as the result of an encoder. */
  Interests round() {
    int d = general.length;
    Interests result = new Interests(weights.length, d);
    result.count(listed.length);
    for (int i = 0; i < listed.length; i++) {
      result.categories()[i] = listed[i];
      result.weights()[i] = (float) weights[listed[i]];
      for (int k = 0; k < d; k++) {
        result.vectors()[i * d + k] = (float) interests[listed[i] * d + k];
      }
    }
    for (int k = 0; k < d; k++) {
      result.general()[k] = (float) general[k];
    }
    return result;
  }
}
