package io.intereststream.history;

import java.nio.ByteBuffer;

/**
 * The negative actions that a viewer's history remembers (rule 6): the latest one for each item,
 * for at most {@value #MAX} items. If there are more, the oldest one by {@link EntryOrder} is
 * dropped.
 *
 * <p>Bytes: count (1) | fingerprints (8 each) | event times (8 each).
 */
public final class Negatives {

  /** Maximum number of items. */
  public static final int MAX = 32;

  private final long[] items = new long[MAX + 1];
  private final long[] times = new long[MAX + 1];
  private int size;

  void clear() {
    size = 0;
  }

  /**
   * Whether a positive event is ignored, because its item has a negative action that is not older.
   */
  boolean ignores(long item, long time) {
    int i = find(item);
    return i < size && time <= times[i];
  }

  /** Remembers a negative action; returns whether that changed anything. */
  boolean remember(long item, long time) {
    int i = find(item);
    if (i < size) {
      boolean later = time > times[i];
      times[i] = Math.max(times[i], time);
      return later;
    }
    items[size] = item;
    times[size++] = time;
    return size <= MAX || removeOldest() != MAX;
  }

  /** Forgets the negative actions at or before this time and item, in {@link EntryOrder}. */
  void forgetUpTo(long item, long time) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (EntryOrder.compare(times[i], items[i], time, item) > 0) {
        items[kept] = items[i];
        times[kept++] = times[i];
      }
    }
    size = kept;
  }

  /** Number of items. */
  public int size() {
    return size;
  }

  /** Fingerprint of item {@code i}; the items have no order. */
  public long item(int i) {
    return items[i];
  }

  /** Event time of the negative action on item {@code i}, epoch ms. */
  public long time(int i) {
    return times[i];
  }

  int bytes() {
    return 1 + 2 * Long.BYTES * size;
  }

  void write(ByteBuffer out) {
    out.put((byte) size);
    out.asLongBuffer().put(items, 0, size).put(times, 0, size);
    out.position(out.position() + 2 * Long.BYTES * size);
  }

  void read(ByteBuffer in) {
    size = in.get();
    in.asLongBuffer().get(items, 0, size).get(times, 0, size);
    in.position(in.position() + 2 * Long.BYTES * size);
  }

  private int find(long item) {
    int i = 0;
    while (i < size && items[i] != item) {
      i++;
    }
    return i;
  }

  /** Removes the oldest one and returns its index. */
  private int removeOldest() {
    int oldest = 0;
    for (int i = 1; i < size; i++) {
      if (EntryOrder.compare(times[i], items[i], times[oldest], items[oldest]) < 0) {
        oldest = i;
      }
    }
    size--;
    System.arraycopy(items, oldest + 1, items, oldest, size - oldest);
    System.arraycopy(times, oldest + 1, times, oldest, size - oldest);
    return oldest;
  }
}
