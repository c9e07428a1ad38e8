package io.intereststream.data.sequence;

import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds sequences by the rules of the job's history, but without a window: order, duplicates and
 * negative actions. Watches without times come first; repeated ones are all kept, because
 * duplicates cannot be recognised without times. A negative action removes them like others.
 *
 * <p>If the end of the training part is marked, the sequence is the history at that point, followed
 * by the later watches. A negative action after that point does not change the training part.
 */
final class HistoryOrder implements SequenceRules {
  private final long[] fingerprints;
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final Long trainingEnd;
  private int window = 64;
  private History history = new History(window, 0);
  private long duplicates;
  private long removed;

  /**
   * @param fingerprints fingerprints of the items, by number
   * @param trainingEnd earliest time of the watches after the training part, ms since 1970; null if
   *     its end is not marked
   */
  HistoryOrder(long[] fingerprints, Long trainingEnd) {
    this.fingerprints = fingerprints;
    this.trainingEnd = trainingEnd;
    for (int item = 0; item < fingerprints.length; item++) {
      numbers.put(fingerprints[item], item);
    }
  }

  @Override
  public Sequences.Viewer sequence(WatchTrack track) {
    prepare(track.count());
    int end = trainingEnd == null ? track.count() : track.trainingCount();
    Entries before = new Entries(track.count());
    Entries following = new Entries(track.count() - end);
    for (int place = 0; place < end; place++) {
      apply(track, place, before);
    }
    Entries all = before.copy();
    for (int i = 0; i < history.size(); i++) {
      all.add(numbers.get(history.item(i)), history.time(i));
    }
    for (int place = end; place < track.count(); place++) {
      if (apply(track, place, before) && !track.isNegative(place)) {
        following.add(track.item(place), Math.max(trainingEnd, track.time(place)));
      } else if (track.isNegative(place)) {
        following.remove(track.item(place), Math.max(trainingEnd, track.time(place)));
      }
    }
    following.sort(fingerprints);
    all.addAll(following);
    return all.viewer(track.viewer());
  }

  /** Makes the history large enough for all events of a viewer, so that none of them cuts it. */
  private void prepare(int count) {
    if (count > window) {
      window = 2 * count;
      history = new History(window, 0);
    }
    history.clear();
  }

  /** Applies one event and returns whether the history has changed. */
  private boolean apply(WatchTrack track, int place, Entries before) {
    int item = track.item(place);
    if (track.time(place) == Sequences.BEFORE) {
      before.add(item, Sequences.BEFORE);
      return false;
    }
    int size = history.size() + before.size();
    Signal signal = track.isNegative(place) ? Signal.NEGATIVE : Signal.POSITIVE;
    HistoryChange change = history.apply(signal, fingerprints[item], track.time(place));
    if (signal == Signal.NEGATIVE) {
      before.remove(item, track.time(place));
      removed += size - history.size() - before.size();
    }
    removed += change == HistoryChange.NEGATIVE_BEFORE ? 1 : 0;
    duplicates += change == HistoryChange.DUPLICATE ? 1 : 0;
    return change.changedHistory();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (duplicates > 0) {
      notes.add(
          "%d rows repeat viewer, item and time of an earlier row: dropped".formatted(duplicates));
    }
    if (removed > 0) {
      notes.add(
          "%d watches of items that have a later negative action: dropped".formatted(removed));
    }
    return notes;
  }

  /** Items with their times. */
  private static final class Entries {
    private int[] items;
    private long[] times;
    private int size;

    Entries(int capacity) {
      items = new int[capacity];
      times = new long[capacity];
    }

    int size() {
      return size;
    }

    void add(int item, long time) {
      items[size] = item;
      times[size++] = time;
    }

    void addAll(Entries others) {
      for (int i = 0; i < others.size; i++) {
        add(others.items[i], others.times[i]);
      }
    }

    /** Removes the entries of an item that are not newer than a time. */
    void remove(int item, long time) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (items[i] != item || times[i] > time) {
          items[kept] = items[i];
          times[kept++] = times[i];
        }
      }
      size = kept;
    }

    /** Sorts by time, equal times by fingerprint. */
    void sort(long[] fingerprints) {
      for (int i = 1; i < size; i++) {
        int item = items[i];
        long time = times[i];
        int place = i;
        for (; place > 0 && comesAfter(place - 1, item, time, fingerprints); place--) {
          items[place] = items[place - 1];
          times[place] = times[place - 1];
        }
        items[place] = item;
        times[place] = time;
      }
    }

    private boolean comesAfter(int place, int item, long time, long[] fingerprints) {
      return times[place] != time
          ? times[place] > time
          : Long.compareUnsigned(fingerprints[items[place]], fingerprints[item]) > 0;
    }

    Entries copy() {
      Entries copy = new Entries(items.length);
      copy.addAll(this);
      return copy;
    }

    Sequences.Viewer viewer(String id) {
      return new Sequences.Viewer(id, Arrays.copyOf(items, size), Arrays.copyOf(times, size));
    }
  }
}
