package io.intereststream.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Gathers watches in any order, twelve bytes each, and counts what is left out. */
final class SequenceBuilder {
  private final Path from;
  private final String signal;
  private final String remedy;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> items = new ArrayList<>();
  private final Map<String, Track> tracks = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private List<int[]> categories = List.of();
  private long skipped;

  /**
   * Starts with nothing.
   *
   * @param from file or folder, for messages
   * @param signal what makes a watch count, in words after "a"
   * @param remedy what the user can do when nothing counts
   */
  SequenceBuilder(Path from, String signal, String remedy) {
    this.from = from;
    this.signal = signal;
    this.remedy = remedy;
  }

  /** Adds a viewer, who may have no watch. */
  void viewer(String viewer) {
    tracks.computeIfAbsent(viewer, id -> new Track());
  }

  /**
   * Adds a watch.
   *
   * @param time ms since 1970, or {@link Sequences#BEFORE}
   */
  void add(String viewer, String item, long time) {
    tracks.computeIfAbsent(viewer, id -> new Track()).add(number(item), time);
  }

  /** Counts a row that does not have the signal. */
  void skip(String viewer) {
    viewer(viewer);
    skipped++;
  }

  /** Adds a note. */
  void note(String note) {
    notes.add(note);
  }

  /** Returns the items so far. */
  List<String> items() {
    return items;
  }

  /** Returns an item's number, or -1 when it has none yet. */
  int find(String item) {
    return numbers.getOrDefault(item, -1);
  }

  /** Sets the categories of all items. */
  void categories(List<int[]> ofItems) {
    categories = ofItems;
  }

  /** Drops watches that repeat viewer, item and known time of an earlier one. */
  void dropRepeats() {
    long dropped = tracks.values().stream().mapToLong(Track::dropRepeats).sum();
    if (dropped > 0) {
      note("%d rows repeat viewer, item and time of an earlier row: dropped".formatted(dropped));
    }
  }

  /**
   * Returns the sequences, each by time, then in the order of adding.
   *
   * @throws DataException when there are not two items
   */
  Sequences build(String source) {
    if (skipped > 0) {
      note("%d rows without a %s: not used".formatted(skipped, signal));
    }
    List<Sequences.Viewer> viewers = new ArrayList<>(tracks.size());
    tracks.forEach(
        (id, track) -> {
          if (track.count > 0) {
            viewers.add(track.viewer(id));
          }
        });
    if (viewers.size() < tracks.size()) {
      note("%d viewers without a %s: left out".formatted(tracks.size() - viewers.size(), signal));
    }
    check(viewers);
    return new Sequences(
        source, List.copyOf(items), List.copyOf(viewers), categories, List.copyOf(notes));
  }

  private void check(List<Sequences.Viewer> viewers) {
    if (viewers.isEmpty()) {
      throw new DataException(
          "%s: no viewer has a %s, of %d viewers (expected: viewers that have; %s)"
              .formatted(from, signal, tracks.size(), remedy));
    }
    if (items.size() == 1) {
      throw new DataException(
          "%s: only one item, \"%s\" (expected: several to choose among; %s)"
              .formatted(from, items.get(0), remedy));
    }
  }

  private int number(String item) {
    Integer known = numbers.putIfAbsent(item, items.size());
    if (known == null) {
      items.add(item);
      return items.size() - 1;
    }
    return known;
  }

  /** One viewer's watches. */
  private static final class Track {
    private int[] items = new int[4];
    private long[] times = new long[4];
    private int count;

    void add(int item, long time) {
      if (count == items.length) {
        items = Arrays.copyOf(items, count + (count >> 1));
        times = Arrays.copyOf(times, items.length);
      }
      items[count] = item;
      times[count++] = time;
    }

    Sequences.Viewer viewer(String id) {
      sort();
      return new Sequences.Viewer(id, Arrays.copyOf(items, count), Arrays.copyOf(times, count));
    }

    long dropRepeats() {
      sort();
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (!isRepeat(i, kept)) {
          items[kept] = items[i];
          times[kept++] = times[i];
        }
      }
      int dropped = count - kept;
      count = kept;
      return dropped;
    }

    private boolean isRepeat(int place, int kept) {
      boolean repeat = false;
      if (times[place] != Sequences.BEFORE) {
        for (int i = kept - 1; i >= 0 && times[i] == times[place] && !repeat; i--) {
          repeat = items[i] == items[place];
        }
      }
      return repeat;
    }

    /** Sorts by time, equal times as they are. */
    private void sort() {
      if (IntStream.range(1, count).allMatch(i -> times[i - 1] <= times[i])) {
        return;
      }
      int[] order =
          IntStream.range(0, count)
              .boxed()
              .sorted(Comparator.comparingLong(i -> times[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      items = Arrays.stream(order).map(i -> items[i]).toArray();
      times = Arrays.stream(order).mapToLong(i -> times[i]).toArray();
    }
  }
}
