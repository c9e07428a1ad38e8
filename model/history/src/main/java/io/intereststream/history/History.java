package io.intereststream.history;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A viewer's rolling window of positive items, oldest first (rules 2 to 4).
 *
 * <p>An entry is an item's 64-bit fingerprint and its event time in epoch ms. The order is that of
 * event time; of equal times the later arrival comes later. When an event makes the history longer
 * than {@code window} it is cut to its newest {@code window - slack} entries, and the time of the
 * newest entry that was cut is remembered: what is not newer than that comes too late.
 *
 * <p>One mutable object is meant to be filled again for each viewer; it is not thread-safe.
 */
public final class History {
  /** The cut time of a history that was never cut: older than any event. */
  public static final long NEVER_CUT = Long.MIN_VALUE;

  private final int window;
  private final int slack;
  private long[] items;
  private long[] times;
  private int size;
  private long cutTime = NEVER_CUT;

  /**
   * @param window entries that a history may hold, at least 1
   * @param slack entries that a cut removes beyond the window, 0 to {@code window - 1}; 0 is the
   *     plain sliding window
   */
  public History(int window, int slack) {
    if (window < 1) {
      throw new IllegalArgumentException("window: " + window + " (expected: at least 1)");
    }
    if (slack < 0 || slack >= window) {
      throw new IllegalArgumentException(
          "slack: " + slack + " (expected: 0 to window - 1 = " + (window - 1) + ")");
    }
    this.window = window;
    this.slack = slack;
    this.items = new long[window + 1];
    this.times = new long[window + 1];
  }

  /** Makes this the history of a viewer who watched nothing yet. */
  public void clear() {
    size = 0;
    cutTime = NEVER_CUT;
  }

  /**
   * Applies what one event says.
   *
   * @param item fingerprint of the event's item
   * @param time event time in epoch ms
   */
  public HistoryChange apply(Signal signal, long item, long time) {
    return switch (signal) {
      case POSITIVE -> add(item, time);
      case NEGATIVE -> hide(item);
      case NEUTRAL -> HistoryChange.NONE;
    };
  }

  private HistoryChange add(long item, long time) {
    if (time <= cutTime) {
      return HistoryChange.TOO_LATE;
    }
    int position = size;
    while (position > 0 && times[position - 1] > time) {
      position--;
    }
    for (int i = position - 1; i >= 0 && times[i] == time; i--) {
      if (items[i] == item) {
        return HistoryChange.DUPLICATE;
      }
    }
    boolean newest = position == size;
    insert(position, item, time);
    if (size > window) {
      cutTo(window - slack);
      return HistoryChange.CUT;
    }
    return newest ? HistoryChange.APPENDED : HistoryChange.INSERTED;
  }

  /** A wish not to see an item holds whatever its time, so nothing is too late for it. */
  private HistoryChange hide(long item) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (items[i] != item) {
        items[kept] = items[i];
        times[kept++] = times[i];
      }
    }
    boolean removed = kept < size;
    size = kept;
    return removed ? HistoryChange.REMOVED : HistoryChange.NONE;
  }

  /** Number of entries. */
  public int size() {
    return size;
  }

  /** Fingerprint of entry {@code i}, 0 being the oldest. */
  public long item(int i) {
    return items[i];
  }

  /** Event time of entry {@code i} in epoch ms. */
  public long time(int i) {
    return times[i];
  }

  /** Whether there is an entry of an item. */
  public boolean contains(long item) {
    for (int i = size - 1; i >= 0; i--) {
      if (items[i] == item) {
        return true;
      }
    }
    return false;
  }

  /** All fingerprints, oldest first; a copy. */
  public long[] items() {
    return Arrays.copyOf(items, size);
  }

  /** Time of the newest entry that was ever cut, or {@link #NEVER_CUT}. */
  public long cutTime() {
    return cutTime;
  }

  /**
   * Starts filling this object from stored bytes: {@code count} entries follow, by {@link #read} or
   * one by one by {@link #set}.
   */
  public void restore(int count, long storedCutTime) {
    if (count > items.length) {
      // Stored under a larger window: kept whole until the next event cuts it to today's.
      items = new long[count + 1];
      times = new long[count + 1];
    }
    size = count;
    cutTime = storedCutTime;
  }

  /** Reads all entries: first the fingerprints, then the event times. */
  public void read(ByteBuffer in) {
    in.asLongBuffer().get(items, 0, size).get(times, 0, size);
    in.position(in.position() + 2 * Long.BYTES * size);
  }

  /** Writes all entries as {@link #read} reads them. */
  public void write(ByteBuffer out) {
    out.asLongBuffer().put(items, 0, size).put(times, 0, size);
    out.position(out.position() + 2 * Long.BYTES * size);
  }

  public void set(int i, long item, long time) {
    items[i] = item;
    times[i] = time;
  }

  private void insert(int position, long item, long time) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size + 1);
      times = Arrays.copyOf(times, size + 1);
    }
    System.arraycopy(items, position, items, position + 1, size - position);
    System.arraycopy(times, position, times, position + 1, size - position);
    items[position] = item;
    times[position] = time;
    size++;
  }

  private void cutTo(int length) {
    int dropped = size - length;
    cutTime = Math.max(cutTime, times[dropped - 1]);
    System.arraycopy(items, dropped, items, 0, length);
    System.arraycopy(times, dropped, times, 0, length);
    size = length;
  }
}
