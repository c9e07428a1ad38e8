package io.intereststream.model.search;

import io.intereststream.model.encoder.Interests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many of the k result items each interest contributes: ⌊k · weight⌋, plus one for the
 * interests with the largest remainders until the quotas add up to k. If remainders are equal, the
 * heavier interest comes first.
 */
final class Quotas {

  private Quotas() {}

  /**
   * The share of one interest.
   *
   * @param interest index of the interest
   * @param items above 0
   */
  record Quota(int interest, int items) {}

  /**
   * Returns the quotas above 0, heaviest interest first; if weights are equal, the smaller index
   * comes first.
   */
  static List<Quota> of(Interests interests, int k) {
    int[] heaviest =
        IntStream.range(0, interests.count())
            .boxed()
            .sorted(Comparator.comparingDouble(l -> -interests.weights()[l]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] items = items(interests, heaviest, k);
    List<Quota> quotas = new ArrayList<>();
    for (int i = 0; i < items.length; i++) {
      if (items[i] > 0) {
        quotas.add(new Quota(heaviest[i], items[i]));
      }
    }
    return quotas;
  }

  private static int[] items(Interests interests, int[] heaviest, int k) {
    double sum = 0;
    for (int l : heaviest) {
      sum += interests.weights()[l];
    }
    int[] items = new int[heaviest.length];
    double[] remainders = new double[heaviest.length];
    int left = k;
    for (int i = 0; i < items.length; i++) {
      double exact = k * interests.weights()[heaviest[i]] / sum;
      items[i] = (int) exact;
      remainders[i] = exact - items[i];
      left -= items[i];
    }
    IntStream.range(0, items.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -remainders[i]))
        .limit(Math.max(0, left))
        .forEach(i -> items[i]++);
    return items;
  }
}
