package io.intereststream.training.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Leaves out those interests of a viewer that are nearly equal to one with a larger weight. */
final class NearEqual {

  /** The cosine of two interests of a viewer. */
  interface Cosine {
    double of(int one, int other);
  }

  private NearEqual() {}

  /**
   * Returns the interests that remain when near-duplicates of heavier ones are removed. Goes from
   * the heaviest interest to the lightest, and keeps an interest if its cosine with each interest
   * kept before is below the limit. Interests of equal weight are taken in the order of their
   * numbers.
   *
   * @param interests numbers of the viewer's active interests, ascending
   * @param weights by an interest's number
   * @return numbers of the interests that remain, ascending
   */
  static int[] keepDistinct(IntStream interests, float[] weights, Cosine cosine, double limit) {
    List<Integer> heaviestFirst =
        interests.boxed().sorted(Comparator.comparingDouble(i -> -weights[i])).toList();
    List<Integer> kept = new ArrayList<>();
    for (int i : heaviestFirst) {
      if (kept.stream().noneMatch(other -> cosine.of(i, other) >= limit)) {
        kept.add(i);
      }
    }
    return kept.stream().sorted().mapToInt(Integer::intValue).toArray();
  }
}
