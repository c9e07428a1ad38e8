package io.intereststream.data.sequence;

import java.util.Arrays;
import java.util.stream.IntStream;

/** One viewer's watches in the order of reading, twelve bytes each. */
final class WatchTrack {
  private final String viewer;
  private int[] items = new int[4];
  private long[] times = new long[4];
  private int count;
  private int trainingCount;

  WatchTrack(String viewer) {
    this.viewer = viewer;
  }

  /** The viewer's id. */
  String viewer() {
    return viewer;
  }

  /** Adds a positive watch. */
  void add(int item, long time) {
    append(item, time);
  }

  /** Adds a negative action on an item. */
  void addNegative(int item, long time) {
    append(~item, time);
  }

  private void append(int code, long time) {
    if (count == items.length) {
      items = Arrays.copyOf(items, count + (count >> 1));
      times = Arrays.copyOf(times, items.length);
    }
    items[count] = code;
    times[count++] = time;
  }

  /** Ends the training part; watches that are added later belong to the evaluation part. */
  void endTraining() {
    trainingCount = count;
  }

  int count() {
    return count;
  }

  /** Number of entries in the training part; 0 if its end was not marked. */
  int trainingCount() {
    return trainingCount;
  }

  boolean isNegative(int place) {
    return items[place] < 0;
  }

  int item(int place) {
    return items[place] < 0 ? ~items[place] : items[place];
  }

  /** ms since 1970, or {@link Sequences#BEFORE}. */
  long time(int place) {
    return times[place];
  }

  /** Returns the indices sorted by time; equal times stay in their order. */
  int[] placesByTime() {
    if (IntStream.range(1, count).allMatch(i -> times[i - 1] <= times[i])) {
      return IntStream.range(0, count).toArray();
    }
    return IntStream.range(0, count)
        .boxed()
        .sorted((a, b) -> Long.compare(times[a], times[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
