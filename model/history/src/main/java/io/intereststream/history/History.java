package io.intereststream.history;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A viewer's rolling window of positive items, oldest first, and the remembered negative actions
 * (rules 3 to 6).
 *
 * <p>An entry is an item's 64-bit fingerprint and its event time in epoch ms. The order is {@link
 * EntryOrder}: by time, then by fingerprint, so that it depends only on the events and not on their
 * arrival. If an event makes the history longer than {@code window}, it is cut to its newest {@code
 * window - slack} entries. The newest entry that was ever cut is remembered, and a positive event
 * that does not come after it is too late. A negative action removes the entries of its item that
 * are not newer than the action. Positive events of the item that arrive later but are not newer
 * are ignored.
 *
 * <p>Mutable, so that one object can be reused for each viewer; not thread-safe.
 */
public class History {

  /** The cut time of a history that was never cut: older than any event. */
  public static final long NEVER_CUT = Long.MIN_VALUE;

  private final int window;
  private final int slack;
  private long[] items;
  private long[] times;
  private int size;
  private long cutItem;
  private long cutTime = NEVER_CUT;
  private final Negatives negatives = new Negatives();

  /**
   * @param window maximum number of entries, at least 1
   * @param slack number of entries by which a cut shortens the history below {@code window}, 0 to
   *     {@code window - 1}; 0 is the plain sliding window
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

  /** Makes this the history of a new viewer. */
  public void clear() {
    size = 0;
    cutItem = 0;
    cutTime = NEVER_CUT;
    negatives.clear();
  }

  /**
   * Applies one event.
   *
   * @param item fingerprint of the event's item
   * @param time event time in epoch ms
   */
  public HistoryChange apply(Signal signal, long item, long time) {
    return switch (signal) {
      case POSITIVE -> add(item, time);
      case NEGATIVE -> applyNegative(item, time);
      case NEUTRAL -> HistoryChange.NONE;
    };
  }

  private HistoryChange add(long item, long time) {
    if (isCut(item, time)) {
      return HistoryChange.TOO_LATE;
    }
    if (negatives.ignores(item, time)) {
      return HistoryChange.NEGATIVE_BEFORE;
    }
    int position = size;
    while (position > 0 && compare(times[position - 1], items[position - 1], time, item) > 0) {
      position--;
    }
    if (position > 0 && times[position - 1] == time && items[position - 1] == item) {
      return HistoryChange.DUPLICATE;
    }
    boolean newest = position == size;
    insert(position, item, time);
    if (size > window) {
      cutTo(window - slack);
      return HistoryChange.CUT;
    }
    return newest ? HistoryChange.APPENDED : HistoryChange.INSERTED;
  }

  private HistoryChange applyNegative(long item, long time) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (items[i] != item || !removes(time, times[i])) {
        items[kept] = items[i];
        times[kept++] = times[i];
      }
    }
    boolean removed = kept < size;
    size = kept;
    boolean remembered = remember(item, time);
    if (removed) {
      return HistoryChange.REMOVED;
    }
    return remembered ? HistoryChange.REMEMBERED : HistoryChange.NONE;
  }

  /** The order of entries, see {@link EntryOrder#compare}. */
  protected int compare(long time, long item, long otherTime, long otherItem) {
    return EntryOrder.compare(time, item, otherTime, otherItem);
  }

  /**
   * Whether an entry with this item and time would be at or before the newest entry that was ever
   * cut.
   */
  protected boolean isCut(long item, long time) {
    return cutTime != NEVER_CUT && compare(time, item, cutTime, cutItem) <= 0;
  }

  /** Whether a negative action removes an entry of its item. */
  protected boolean removes(long negativeTime, long entryTime) {
    return entryTime <= negativeTime;
  }

  /** Remembers a negative action; returns whether that changed anything. */
  protected boolean remember(long item, long time) {
    return !isCut(item, time) && negatives.remember(item, time);
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

  /** Fingerprint of the newest entry that was ever cut; 0 if none was. */
  public long cutItem() {
    return cutItem;
  }

  /** The remembered negative actions. */
  public Negatives negatives() {
    return negatives;
  }

  /** Maximum number of bytes that {@link #write} writes. */
  public int mostBytes() {
    return Integer.BYTES
        + 2 * Long.BYTES
        + TimeDifferences.mostBytes(size)
        + Long.BYTES * size
        + negatives.bytes();
  }

  /**
   * Writes the history: number of entries, times 2, plus 1 if the history was ever cut (4 bytes) |
   * if it was cut, cut time (8) and cut item (8) | event times as {@link TimeDifferences} |
   * fingerprints (8 each) | {@link Negatives}.
   *
   * @param out little endian
   */
  public void write(ByteBuffer out) {
    boolean cut = cutTime != NEVER_CUT;
    out.putInt(2 * size + (cut ? 1 : 0));
    if (cut) {
      out.putLong(cutTime).putLong(cutItem);
    }
    TimeDifferences.write(times, size, out);
    out.asLongBuffer().put(items, 0, size);
    out.position(out.position() + Long.BYTES * size);
    negatives.write(out);
  }

  /**
   * Reads what {@link #write} wrote. If the stored history is longer than the window, it stays so
   * until the next event cuts it.
   *
   * @param in little endian
   */
  public void read(ByteBuffer in) {
    int sizeAndCut = in.getInt();
    size = sizeAndCut >>> 1;
    boolean cut = (sizeAndCut & 1) != 0;
    cutTime = cut ? in.getLong() : NEVER_CUT;
    cutItem = cut ? in.getLong() : 0;
    if (size > items.length) {
      items = new long[size + 1];
      times = new long[size + 1];
    }
    TimeDifferences.read(in, times, size);
    in.asLongBuffer().get(items, 0, size);
    in.position(in.position() + Long.BYTES * size);
    negatives.read(in);
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
    cutItem = items[dropped - 1];
    cutTime = times[dropped - 1];
    System.arraycopy(items, dropped, items, 0, length);
    System.arraycopy(times, dropped, times, 0, length);
    size = length;
    negatives.forgetUpTo(cutItem, cutTime);
  }
}
