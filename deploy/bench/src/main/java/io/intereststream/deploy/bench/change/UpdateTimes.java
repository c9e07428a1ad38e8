package io.intereststream.deploy.bench.change;

import io.intereststream.deploy.bench.latency.UpdateRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * When updates were computed and arrived, and by which subtask; evaluates time windows of a
 * benchmark. Not thread-safe.
 */
final class UpdateTimes {
  private static final int BLOCK = 1 << 16;

  // Fields of an update.
  private static final int MADE_AT = 0;

  /** When the event that caused the update was due; {@link UpdateRow#NO_EVENT} if there is none. */
  private static final int DUE_AT = 1;

  private static final int ARRIVED_AT = 2;
  private static final int SUBTASK = 3;
  private static final int EPOCH = 4;
  private static final int FIELDS = 5;

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

  private final int maxParallelism;
  private final int parallelism;

  /** Blocks of updates, with the fields of an update next to each other; times in epoch ms. */
  private final List<long[]> blocks = new ArrayList<>();

  private int size;

  /** The order of the updates that had been added at the last call of {@link #asMade()}. */
  private int[] asMade = {};

  /**
   * @param maxParallelism number of key groups of the job
   * @param parallelism number of subtasks of the job
   */
  UpdateTimes(int maxParallelism, int parallelism) {
    this.maxParallelism = maxParallelism;
    this.parallelism = parallelism;
  }

  /** Adds an update. */
  void add(UpdateRow row) {
    if (size % BLOCK == 0) {
      blocks.add(new long[FIELDS * BLOCK]);
    }
    long[] block = blocks.get(size / BLOCK);
    int at = FIELDS * (size++ % BLOCK);
    block[at + MADE_AT] = row.madeAt();
    block[at + DUE_AT] = row.dueAt();
    block[at + ARRIVED_AT] = row.arrivedAt();
    block[at + SUBTASK] =
        KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
            maxParallelism, parallelism, row.keyGroup());
    block[at + EPOCH] = row.epoch();
  }

  private long get(int i, int field) {
    return blocks.get(i / BLOCK)[FIELDS * (i % BLOCK) + field];
  }

  /** Latencies of the updates that were computed within the window and caused by events. */
  Histogram latencies(Window window) {
    Histogram histogram = new Histogram(3);
    for (int i = 0; i < size; i++) {
      if (get(i, DUE_AT) != UpdateRow.NO_EVENT && window.has(get(i, MADE_AT))) {
        histogram.recordValue(Math.max(0, get(i, ARRIVED_AT) - get(i, DUE_AT)));
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
   * A time in which a subtask computed no update although an event for it had been due.
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
  Pause longestPause(List<Window> windows) {
    int[] updates = asMade();
    long[] next = new long[parallelism];
    long[] due = new long[parallelism];
    Arrays.fill(due, UpdateRow.NO_EVENT);
    Pause longest = Pause.NONE;
    for (int k = updates.length - 1; k >= 0; k--) {
      int i = updates[k];
      int subtask = (int) get(i, SUBTASK);
      long time = get(i, MADE_AT);
      Window waited = new Window(Math.max(time, due[subtask]), next[subtask]);
      if (isIn(windows, waited.to) && waited.length() > longest.length()) {
        longest = new Pause(subtask, waited, madeByOthers(subtask, waited));
      }
      next[subtask] = time;
      due[subtask] = Math.min(due[subtask], get(i, DUE_AT));
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
  long epochsBack(List<Window> restarts) {
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
