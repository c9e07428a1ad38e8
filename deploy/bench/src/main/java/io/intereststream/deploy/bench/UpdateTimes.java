package io.intereststream.deploy.bench;

import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.Cause;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records when each update was computed and arrived, and by which subtask, and evaluates time
 * windows of a benchmark.
 */
final class UpdateTimes {
  private static final int BLOCK = 1 << 16;

  // Fields of an update.
  private static final int MADE_AT = 0;

  /**
   * When the event that caused the update was sent; {@link #NO_EVENT} if a release change caused
   * it.
   */
  private static final int SENT_AT = 1;

  private static final int ARRIVED_AT = 2;
  private static final int SUBTASK = 3;
  private static final int EPOCH = 4;
  private static final int FIELDS = 5;

  private static final long NO_EVENT = Long.MAX_VALUE;

  /** A time window in epoch ms, excluding its end. */
  record Window(long from, long to) {
    boolean has(long time) {
      return time >= from && time < to;
    }

    long length() {
      return to - from;
    }

    boolean meets(Window other) {
      return from < other.to && other.from < to;
    }
  }

  private final RecordCodec<InterestUpdate> codec;
  private final int maxParallelism;
  private final int parallelism;

  /** Blocks of updates, with the fields of an update next to each other; times in epoch ms. */
  private final List<long[]> blocks = new ArrayList<>();

  private int size;

  /** The order of the updates that had arrived at the last call of {@link #asMade()}. */
  private int[] asMade = {};

  UpdateTimes(JobOptions options, int parallelism) {
    this.codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    this.maxParallelism = JobConfiguration.MAX_PARALLELISM;
    this.parallelism = parallelism;
  }

  /** Records an update that has just arrived. */
  synchronized void arrived(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    InterestUpdate update;
    try {
      update = codec.decode(record.value());
    } catch (RecordDecodeException e) {
      throw new IllegalStateException(e);
    }
    String user = new String(record.key(), StandardCharsets.UTF_8);
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(user, maxParallelism, parallelism);
    if (size % BLOCK == 0) {
      blocks.add(new long[FIELDS * BLOCK]);
    }
    long[] block = blocks.get(size / BLOCK);
    int at = FIELDS * (size++ % BLOCK);
    block[at + MADE_AT] = update.getProcessedAt().toEpochMilli();
    block[at + SENT_AT] = update.getCause() == Cause.RELEASE ? NO_EVENT : record.timestamp();
    block[at + ARRIVED_AT] = System.currentTimeMillis();
    block[at + SUBTASK] = subtask;
    block[at + EPOCH] = update.getReleaseEpoch();
  }

  private long get(int i, int field) {
    return blocks.get(i / BLOCK)[FIELDS * (i % BLOCK) + field];
  }

  /** Latencies of the updates that were computed within the window and caused by events. */
  synchronized Histogram latencies(Window window) {
    Histogram histogram = new Histogram(3);
    for (int i = 0; i < size; i++) {
      if (get(i, SENT_AT) != NO_EVENT && window.has(get(i, MADE_AT))) {
        histogram.recordValue(get(i, ARRIVED_AT) - get(i, SENT_AT));
      }
    }
    return histogram;
  }

  /**
   * Returns all updates in the order in which they were computed; updates of the same millisecond
   * are ordered by epoch. They arrive in another order, since a subtask writes to several
   * partitions that are read in turns.
   */
  private int[] asMade() {
    if (asMade.length != size) {
      asMade = sorted();
    }
    return asMade;
  }

  private int[] sorted() {
    return IntStream.range(0, size)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(i -> get(i, MADE_AT))
                .thenComparingLong(i -> get(i, EPOCH)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * A time in which a subtask computed no update although an event for it had been sent.
   *
   * @param others number of updates of other subtasks in that time; 0 if all of them paused, too
   */
  record Pause(int subtask, Window time, long others) {
    static final Pause NONE = new Pause(0, new Window(0, 0), 0);

    long length() {
      return time.length();
    }

    @Override
    public String toString() {
      return "%d ms until %s in subtask %d; other subtasks made %d updates in that time"
          .formatted(length(), Instant.ofEpochMilli(time.to), subtask, others);
    }
  }

  /** The longest pause that ended within the windows. */
  synchronized Pause longestPause(List<Window> windows) {
    int[] updates = asMade();
    long[] next = new long[parallelism];
    long[] sent = new long[parallelism];
    Arrays.fill(sent, NO_EVENT);
    Pause longest = Pause.NONE;
    for (int k = updates.length - 1; k >= 0; k--) {
      int i = updates[k];
      int subtask = (int) get(i, SUBTASK);
      long time = get(i, MADE_AT);
      Window waited = new Window(Math.max(time, sent[subtask]), next[subtask]);
      if (isIn(windows, waited.to) && waited.length() > longest.length()) {
        longest = new Pause(subtask, waited, madeByOthers(subtask, waited));
      }
      next[subtask] = time;
      sent[subtask] = Math.min(sent[subtask], get(i, SENT_AT));
    }
    return longest;
  }

  private long madeByOthers(int subtask, Window window) {
    return IntStream.range(0, size)
        .filter(i -> get(i, SUBTASK) != subtask && window.has(get(i, MADE_AT)))
        .count();
  }

  /**
   * Number of updates of a subtask with an older epoch than an earlier update, outside the windows.
   */
  synchronized long epochsBack(List<Window> restarts) {
    long[] newest = new long[parallelism];
    long back = 0;
    for (int i : asMade()) {
      int subtask = (int) get(i, SUBTASK);
      long epoch = get(i, EPOCH);
      if (!isIn(restarts, get(i, MADE_AT)) && epoch < newest[subtask]) {
        back++;
      } else {
        newest[subtask] = epoch;
      }
    }
    return back;
  }

  private static boolean isIn(List<Window> windows, long time) {
    for (Window window : windows) {
      if (window.has(time)) {
        return true;
      }
    }
    return false;
  }
}
