package io.intereststream.training.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Recommends to every viewer the items that occur most often in the training sequences. */
public final class Popularity implements Recommender {
  private final int[] ranked;

  /**
   * Counts the items; if counts are equal, the smaller row comes first.
   *
   * @param train training sequences, items by their rows
   * @param items number of items in the vocabulary
   */
  public Popularity(List<int[]> train, int items) {
    long[] counts = new long[items];
    train.forEach(sequence -> Arrays.stream(sequence).forEach(item -> counts[item]++));
    ranked =
        IntStream.range(0, items)
            .boxed()
            .sorted(Comparator.comparingLong(item -> -counts[item]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  @Override
  public List<int[]> top(List<int[]> histories, int count) {
    List<int[]> lists = new ArrayList<>(histories.size());
    for (int[] history : histories) {
      int[] seen = history.clone();
      Arrays.sort(seen);
      lists.add(
          Arrays.stream(ranked)
              .filter(item -> Arrays.binarySearch(seen, item) < 0)
              .limit(count)
              .toArray());
    }
    return lists;
  }
}
