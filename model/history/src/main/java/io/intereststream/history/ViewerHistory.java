package io.intereststream.history;

import java.nio.ByteBuffer;

/**
 * A viewer's history with its generation, sequence, expiry and erasure (rules 3 to 7, 9 and 10).
 * Everything depends only on the records, never on a clock.
 *
 * <p>Expiry: if an event's Kafka timestamp is later, by more than the time to live, than that of
 * the newest event that changed this history, the event starts a new history. Erasure: the history
 * ends, and for some time, events whose event time or Kafka timestamp is not newer than the
 * erasure's timestamp are ignored. A new history has a higher generation, and its sequence starts
 * at 0.
 *
 * <p>Mutable, so that one object can be reused for each viewer; not thread-safe.
 */
public class ViewerHistory {

  /** No time; lower than any time. */
  public static final long NONE = Long.MIN_VALUE;

  /** The partition of a history whose first event did not come from a topic. */
  public static final int NO_PARTITION = -1;

  private static final int SEVERAL_PARTITIONS = 1;
  private static final int ERASED = 2;
  private static final int MOST_FIXED = 3 * Long.BYTES + 1 + Integer.BYTES + 2 * Long.BYTES;

  private final HistoryRules rules;
  private final History entries;
  private long generation;
  private long sequence;
  private long newestTimestamp;
  private long erasedAt;
  private int beganPartition;
  private long beganOffset;
  private boolean severalPartitions;

  /** The history of a new viewer. */
  public ViewerHistory(HistoryRules rules) {
    this(rules, new History(rules.window(), rules.slack()));
  }

  /**
   * The history of a new viewer.
   *
   * @param entries object to use for the entries
   */
  protected ViewerHistory(HistoryRules rules, History entries) {
    this.rules = rules;
    this.entries = entries;
    clear();
  }

  /** Makes this the history of a new viewer. */
  public void clear() {
    erasedAt = NONE;
    begin(rules.generation());
  }

  /** Starts an empty history with a generation. */
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
   * Applies one event.
   *
   * @param item fingerprint of the event's item
   * @param eventTime epoch ms
   * @param timestamp Kafka timestamp of its record, epoch ms
   */
  public HistoryChange apply(Signal signal, long item, long eventTime, long timestamp) {
    if (signal == Signal.NEUTRAL) {
      return HistoryChange.NONE;
    }
    if (isIgnoredAfterErasure(eventTime, timestamp)) {
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

  private boolean isIgnoredAfterErasure(long eventTime, long timestamp) {
    return (eventTime <= erasedAt || timestamp <= erasedAt) && !hasNoMarkerAt(timestamp);
  }

  /**
   * Whether no erasure marker applies at this Kafka timestamp: there was no erasure, or its marker
   * has expired.
   */
  public boolean hasNoMarkerAt(long timestamp) {
    return erasedAt == NONE || timestamp - rules.markerMs() > erasedAt;
  }

  /**
   * Stores the position of the first event that changes this history. For later events, only notes
   * whether they come from another partition.
   *
   * @return true for the first event from another partition
   */
  public boolean noteStart(int partition, long offset) {
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
   * Ends the history because of an erasure, and stores a marker so that older events are ignored.
   *
   * @param timestamp Kafka timestamp of the erasure's record, epoch ms
   */
  public void erase(long timestamp) {
    begin(nextGeneration(timestamp));
    erasedAt = Math.max(erasedAt, timestamp);
  }

  /** Ends the history because it expired; the marker of an erasure stays. */
  public void expire() {
    begin(nextGeneration(newestTimestamp));
  }

  /**
   * The generation of the history that follows this one.
   *
   * @param after Kafka timestamp at which this one ended, epoch ms
   */
  protected long nextGeneration(long after) {
    return Math.max(rules.generation(), Math.max(after, generation) + 1);
  }

  /** Whether an event with this Kafka timestamp would find this history expired. */
  public boolean isExpiredAt(long timestamp) {
    return rules.ttlMs() > 0
        && newestTimestamp != NONE
        && timestamp - rules.ttlMs() > newestTimestamp;
  }

  /** Whether any event has changed this history or its remembered negative actions. */
  public boolean hasBegun() {
    return newestTimestamp != NONE;
  }

  /** The entries and remembered negative actions. */
  public History entries() {
    return entries;
  }

  /** Generation of this history, in epoch ms; each later history of the viewer has a higher one. */
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

  /** Whether events of several partitions changed this history. */
  public boolean isOfSeveralPartitions() {
    return severalPartitions;
  }

  /** Maximum number of bytes that {@link #write} writes. */
  public int mostBytes() {
    return MOST_FIXED + entries.mostBytes();
  }

  /**
   * Writes the history: generation (8 bytes) | sequence (8) | newest timestamp (8) | flags (1) |
   * partition (4) and offset (8) of the first event | if there was an erasure, its time (8) |
   * {@link History}.
   *
   * @param out little endian
   */
  public void write(ByteBuffer out) {
    out.putLong(generation).putLong(sequence).putLong(newestTimestamp).put((byte) flags());
    out.putInt(beganPartition).putLong(beganOffset);
    if (erasedAt != NONE) {
      out.putLong(erasedAt);
    }
    entries.write(out);
  }

  private int flags() {
    return (severalPartitions ? SEVERAL_PARTITIONS : 0) | (erasedAt != NONE ? ERASED : 0);
  }

  /** Reads the sequence of a history that {@link #write} wrote at a position. */
  public static long sequenceAt(ByteBuffer in, int position) {
    return in.getLong(position + Long.BYTES);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param in little endian
   */
  public void read(ByteBuffer in) {
    generation = in.getLong();
    sequence = in.getLong();
    newestTimestamp = in.getLong();
    int flags = in.get();
    severalPartitions = (flags & SEVERAL_PARTITIONS) != 0;
    beganPartition = in.getInt();
    beganOffset = in.getLong();
    erasedAt = (flags & ERASED) != 0 ? in.getLong() : NONE;
    entries.read(in);
  }
}
