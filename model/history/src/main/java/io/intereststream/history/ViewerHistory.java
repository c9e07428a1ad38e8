package io.intereststream.history;

import java.nio.ByteBuffer;

/**
 * A viewer's history with what numbers it and ends it (rules 3 to 7, 9 and 10). Everything depends
 * on the records alone, never on a clock.
 *
 * <p>Expiry: an event whose Kafka timestamp is more than the time to live above the newest one that
 * changed this history begins a new history. Erasure: the history ends, and events whose event time
 * or Kafka timestamp is not newer than the erasure's timestamp are refused for some time. A new
 * history has a higher generation and counts from 0.
 *
 * <p>Mutable, meant to be filled again for each viewer; not thread-safe.
 */
public class ViewerHistory {

  /** No time: older than any. */
  public static final long NONE = Long.MIN_VALUE;

  /** The partition of a history whose first event came from no topic. */
  public static final int NO_PARTITION = -1;

  private static final int FIXED = 4 * Long.BYTES + Integer.BYTES + Long.BYTES + 1;

  private final HistoryRules rules;
  private final History entries;
  private long generation;
  private long sequence;
  private long newestTimestamp;
  private long erasedAt;
  private int beganPartition;
  private long beganOffset;
  private boolean severalPartitions;

  /** The history of a viewer of whom nothing is known. */
  public ViewerHistory(HistoryRules rules) {
    this(rules, new History(rules.window(), rules.slack()));
  }

  /**
   * The history of a viewer of whom nothing is known.
   *
   * @param entries to be used for the entries
   */
  protected ViewerHistory(HistoryRules rules, History entries) {
    this.rules = rules;
    this.entries = entries;
    clear();
  }

  /** Makes this the history of a viewer of whom nothing is known. */
  public void clear() {
    erasedAt = NONE;
    begin(rules.generation());
  }

  /** Begins a history of a generation. */
  protected void begin(long of) {
    generation = of;
    sequence = 0;
    newestTimestamp = NONE;
    beganPartition = NO_PARTITION;
    beganOffset = NONE;
    severalPartitions = false;
    entries.clear();
  }

  /**
   * Applies what one event says.
   *
   * @param item fingerprint of the event's item
   * @param eventTime epoch ms
   * @param timestamp Kafka timestamp of its record, epoch ms
   */
  public HistoryChange apply(Signal signal, long item, long eventTime, long timestamp) {
    if (signal == Signal.NEUTRAL) {
      return HistoryChange.NONE;
    }
    if (isRefusedByErasure(eventTime, timestamp)) {
      return HistoryChange.BEFORE_ERASURE;
    }
    if (isExpiredAt(timestamp)) {
      expire();
    }
    HistoryChange change = entries.apply(signal, item, eventTime);
    if (change.changedAnything()) {
      newestTimestamp = Math.max(newestTimestamp, timestamp);
    }
    if (change.changedHistory()) {
      sequence++;
    }
    return change;
  }

  private boolean isRefusedByErasure(long eventTime, long timestamp) {
    return (eventTime <= erasedAt || timestamp <= erasedAt) && !isMarkerOldAt(timestamp);
  }

  /** Whether the erasure, if there was one, refuses nothing any more at a Kafka time. */
  public boolean isMarkerOldAt(long timestamp) {
    return erasedAt == NONE || timestamp - rules.markerMs() > erasedAt;
  }

  /**
   * Notes where an event is that changed this history; the first one is where it began.
   *
   * @return whether this is the first one from another partition than the history's first
   */
  public boolean noteOrigin(int partition, long offset) {
    if (beganOffset == NONE) {
      beganPartition = partition;
      beganOffset = offset;
      return false;
    }
    boolean another = partition != beganPartition && !severalPartitions;
    severalPartitions |= another;
    return another;
  }

  /**
   * Ends the history for an erasure, whose marker refuses older events from now on.
   *
   * @param timestamp Kafka timestamp of the erasure's record, epoch ms
   */
  public void erase(long timestamp) {
    begin(nextGeneration(timestamp));
    erasedAt = Math.max(erasedAt, timestamp);
  }

  /** Ends the history as an event after the time to live would; an erasure's marker stays. */
  public void expire() {
    begin(nextGeneration(newestTimestamp));
  }

  /**
   * The generation of the history that follows this one.
   *
   * @param after Kafka timestamp of what ended this one, epoch ms
   */
  protected long nextGeneration(long after) {
    return Math.max(rules.generation(), Math.max(after, generation) + 1);
  }

  /** Whether an event with this Kafka timestamp would begin a new history. */
  public boolean isExpiredAt(long timestamp) {
    return rules.ttlMs() > 0
        && newestTimestamp != NONE
        && timestamp - rules.ttlMs() > newestTimestamp;
  }

  /** Whether anything happened in this history, remembered negative actions included. */
  public boolean hasBegun() {
    return newestTimestamp != NONE;
  }

  /** The entries and remembered negative actions. */
  public History entries() {
    return entries;
  }

  /** Which of the viewer's histories this is, epoch ms; grows. */
  public long generation() {
    return generation;
  }

  /** Number of events that added or removed an entry in this history. */
  public long sequence() {
    return sequence;
  }

  /** Newest Kafka timestamp of an event that changed this history, or {@link #NONE}. */
  public long newestTimestamp() {
    return newestTimestamp;
  }

  /** Kafka timestamp of the latest erasure, or {@link #NONE}. */
  public long erasedAt() {
    return erasedAt;
  }

  /** Partition of the first event, or {@link #NO_PARTITION}. */
  public int beganPartition() {
    return beganPartition;
  }

  /** Offset of the first event in its partition. */
  public long beganOffset() {
    return beganOffset;
  }

  /** Number of bytes that {@link #write} writes. */
  public int bytes() {
    return FIXED + entries.bytes();
  }

  /**
   * Writes the history: generation | sequence | newest timestamp | erased at (8 bytes each) |
   * partition (4) and offset (8) of the first event | whether events came from several partitions
   * (1) | {@link History}.
   */
  public void write(ByteBuffer out) {
    out.putLong(generation).putLong(sequence).putLong(newestTimestamp).putLong(erasedAt);
    out.putInt(beganPartition).putLong(beganOffset).put((byte) (severalPartitions ? 1 : 0));
    entries.write(out);
  }

  /** The sequence of a history that {@link #write} wrote from a position on. */
  public static long sequenceAt(ByteBuffer in, int position) {
    return in.getLong(position + Long.BYTES);
  }

  /** Reads what {@link #write} wrote. */
  public void read(ByteBuffer in) {
    generation = in.getLong();
    sequence = in.getLong();
    newestTimestamp = in.getLong();
    erasedAt = in.getLong();
    beganPartition = in.getInt();
    beganOffset = in.getLong();
    severalPartitions = in.get() != 0;
    entries.read(in);
  }
}
