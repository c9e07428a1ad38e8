package io.intereststream.training.data;

import java.util.List;

/**
 * What each viewer watched with a positive signal, oldest first.
 *
 * @param source what they were read from, for reports
 * @param items ids; an item's number is its place
 * @param viewers in the order of the source
 */
public record Sequences(String source, List<String> items, List<Viewer> viewers) {

  /** The time of an item watched before the source began to record times. */
  public static final long BEFORE = Long.MIN_VALUE;

  /**
   * One viewer.
   *
   * @param id as in the source
   * @param items numbers of items, oldest first; may repeat
   * @param times of each, ms since 1970, never decreasing; {@link #BEFORE} where unknown
   */
  public record Viewer(String id, int[] items, long[] times) {

    /** Checks the lengths. */
    public Viewer {
      if (items.length != times.length) {
        throw new IllegalArgumentException(
            "viewer %s: %d times (expected: %d, one for each item)"
                .formatted(id, times.length, items.length));
      }
    }

    /** Returns how many items were watched. */
    public int length() {
      return items.length;
    }
  }

  /** Returns the number of watches in all. */
  public long watches() {
    return viewers.stream().mapToLong(Viewer::length).sum();
  }
}
