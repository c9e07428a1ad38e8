package io.intereststream.data.sequence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each viewer watched with a positive signal, oldest first.
 *
 * @param source description of the data, for reports
 * @param items ids of the items that occur; an item's number is its place
 * @param viewers in the order of the source, each with at least one item
 * @param categories the data set's category numbers of each item, possibly none; an empty list if
 *     the source has no categories. They are not the categories that a release learns
 * @param notes what reading left out and why, a sentence each, with counts
 */
public record Sequences(
    String source,
    List<String> items,
    List<Viewer> viewers,
    List<int[]> categories,
    List<String> notes) {

  /** The time of an item watched before the source began to record times. */
  public static final long BEFORE = Long.MIN_VALUE;

  /** Checks that the list of categories is empty or has one entry for each item. */
  public Sequences {
    if (!categories.isEmpty() && categories.size() != items.size()) {
      throw new IllegalArgumentException(
          "%s: categories of %d items (expected: of all %d items, or of none)"
              .formatted(source, categories.size(), items.size()));
    }
  }

  /** Sequences without categories and notes. */
  public Sequences(String source, List<String> items, List<Viewer> viewers) {
    this(source, items, viewers, List.of(), List.of());
  }

  /**
   * One viewer.
   *
   * @param id as in the source
   * @param items numbers of items, oldest first; may repeat
   * @param times time of each item, ms since 1970, never decreasing; {@link #BEFORE} if unknown
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

  /** Returns a new map of category numbers by item id; empty where the source has none. */
  public Map<String, int[]> categoriesById() {
    Map<String, int[]> byId = new HashMap<>();
    for (int item = 0; item < categories.size(); item++) {
      byId.put(items.get(item), categories.get(item));
    }
    return byId;
  }
}
