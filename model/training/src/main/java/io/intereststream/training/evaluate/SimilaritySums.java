package io.intereststream.training.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Adds up how similar the interests of each viewer are. */
final class SimilaritySums {
  private long viewers;
  private long viewersWithPairs;
  private double cosines;
  private double overlaps;
  private long active;

  /**
   * Adds the viewers of a chunk.
   *
   * @param activeOf above 0 where an interest is active, {@code [R, L]}
   * @param cosinesOf between the interests of each viewer, {@code [R, L, L]}
   * @param listsOf items found with each interest, {@code [R, L, length]}
   * @param most L
   * @param length number of items of a list
   */
  void add(float[] activeOf, float[] cosinesOf, long[] listsOf, int most, int length) {
    for (int from = 0; from < activeOf.length; from += most) {
      addViewer(from, activeOf, cosinesOf, listsOf, most, length);
    }
  }

  /**
   * Adds one viewer.
   *
   * @param first index of the viewer's first interest in {@code activeOf}
   */
  private void addViewer(
      int first, float[] activeOf, float[] cosinesOf, long[] listsOf, int most, int length) {
    int[] in = IntStream.range(0, most).filter(l -> activeOf[first + l] > 0).toArray();
    viewers++;
    active += in.length;
    if (in.length < 2) {
      return;
    }
    double cosine = 0;
    double overlap = 0;
    for (int a : in) {
      for (int b : in) {
        if (a < b) {
          cosine += cosinesOf[(first + a) * most + b];
          overlap += common(listsOf, (first + a) * length, (first + b) * length, length);
        }
      }
    }
    double pairs = in.length * (in.length - 1) / 2.0;
    cosines += cosine / pairs;
    overlaps += overlap / pairs / length;
    viewersWithPairs++;
  }

  /** Returns the means over all viewers that were added. */
  InterestRecommender.Similarity mean() {
    return new InterestRecommender.Similarity(
        viewersWithPairs == 0 ? 1 : cosines / viewersWithPairs,
        viewersWithPairs == 0 ? 1 : overlaps / viewersWithPairs,
        (double) active / viewers);
  }

  private static long common(long[] lists, int a, int b, int length) {
    long[] sorted = Arrays.copyOfRange(lists, a, a + length);
    Arrays.sort(sorted);
    return Arrays.stream(lists, b, b + length)
        .filter(item -> Arrays.binarySearch(sorted, item) >= 0)
        .count();
  }
}
