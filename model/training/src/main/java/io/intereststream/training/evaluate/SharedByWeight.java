package io.intereststream.training.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Merges the lists of a viewer's interests by quotas, as {@link
 * io.intereststream.training.model.Retrieval#SHARED_BY_WEIGHT} describes. Served releases do the
 * same in {@link io.intereststream.model.search.TopItems}; the two share no code, so that comparing
 * their results checks both.
 */
final class SharedByWeight {
  private final int count;

  /** Makes lists of {@code count} items. */
  SharedByWeight(int count) {
    this.count = count;
  }

  /**
   * One item of the merged list.
   *
   * @param place position in the list, more than 0 and at most 1
   * @param order in which the item was chosen
   */
  private record Choice(int item, double place, int order) {}

  /**
   * Merges the interests' own lists.
   *
   * @param lists items of each interest, the best first; of twice {@code count} items if there are
   *     as many
   * @param weights of each interest
   * @param active whether the viewer has each interest
   */
  int[] merge(long[][] lists, float[] weights, boolean[] active) {
    Integer[] heaviest =
        IntStream.range(0, lists.length)
            .filter(l -> active[l])
            .boxed()
            .sorted(Comparator.comparingDouble(l -> -weights[l]))
            .toArray(Integer[]::new);
    int[] quotas = quotas(heaviest, weights);
    Set<Long> taken = new HashSet<>();
    Choice[] choices = new Choice[Arrays.stream(quotas).sum()];
    int chosen = 0;
    for (int i = 0; i < heaviest.length; i++) {
      int rank = 0;
      for (long item : lists[heaviest[i]]) {
        if (rank < quotas[i] && taken.add(item)) {
          rank++;
          choices[chosen] = new Choice((int) item, rank / (double) quotas[i], chosen);
          chosen++;
        }
      }
    }
    return Arrays.stream(choices, 0, chosen)
        .sorted(Comparator.comparingDouble(Choice::place).thenComparingInt(Choice::order))
        .mapToInt(Choice::item)
        .toArray();
  }

  /** Returns how many items each interest contributes, the heaviest interest first. */
  private int[] quotas(Integer[] heaviest, float[] weights) {
    double sum = Arrays.stream(heaviest).mapToDouble(l -> weights[l]).sum();
    int[] quotas = new int[heaviest.length];
    double[] remainders = new double[heaviest.length];
    for (int i = 0; i < heaviest.length; i++) {
      double exact = count * weights[heaviest[i]] / sum;
      quotas[i] = (int) exact;
      remainders[i] = exact - quotas[i];
    }
    int left = count - Arrays.stream(quotas).sum();
    IntStream.range(0, heaviest.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -remainders[i]))
        .limit(left)
        .forEach(i -> quotas[i]++);
    return quotas;
  }
}
