package io.intereststream.deploy.bench;

import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.Cause;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** When updates were made and arrived, and by which subtask, for the windows of a benchmark. */
final class UpdateTimes {
  private static final int BLOCK = 1 << 16;

  /** A window in epoch ms, its end left out. */
  record Window(long from, long to) {
    boolean has(long time) {
      return time >= from && time < to;
    }
  }

  private final RecordCodec<InterestUpdate> codec;
  private final int maxParallelism;
  private final int parallelism;

  /** Blocks of [made at, latency, subtask or -1 where another release caused it, epoch]. */
  private final List<long[]> blocks = new ArrayList<>();

  private int size;

  /** Those of the updates that had arrived when it was last asked for. */
  private int[] asMade = {};

  UpdateTimes(JobOptions options, int parallelism) {
    this.codec = options.codecs().create(InterestUpdate.class, options.interestUpdates());
    this.maxParallelism = options.maxParallelism();
    this.parallelism = parallelism;
  }

  /** Takes an update that has just arrived. */
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
      blocks.add(new long[4 * BLOCK]);
    }
    long[] block = blocks.get(size / BLOCK);
    int at = 4 * (size++ % BLOCK);
    block[at] = update.getProcessedAt().toEpochMilli();
    block[at + 1] =
        update.getCause() == Cause.RELEASE ? -1 : System.currentTimeMillis() - record.timestamp();
    block[at + 2] = subtask;
    block[at + 3] = update.getReleaseEpoch();
  }

  private long get(int i, int field) {
    return blocks.get(i / BLOCK)[4 * (i % BLOCK) + field];
  }

  /** Latencies of the updates that events caused and that were made within one of the windows. */
  synchronized Histogram latencies(List<Window> windows) {
    Histogram histogram = new Histogram(3);
    for (int i = 0; i < size; i++) {
      if (get(i, 1) >= 0 && isIn(windows, get(i, 0))) {
        histogram.recordValue(get(i, 1));
      }
    }
    return histogram;
  }

  /**
   * All updates in the order in which they were made, those of one millisecond by epoch. They
   * arrive in another order: a subtask writes to several partitions, and these are read in turns.
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
        .sorted(Comparator.<Integer>comparingLong(i -> get(i, 0)).thenComparingLong(i -> get(i, 3)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Longest time between two updates of one subtask, the later one within the windows. */
  synchronized long longestPause(List<Window> windows) {
    long[] last = new long[parallelism];
    long longest = 0;
    for (int i : asMade()) {
      int subtask = (int) get(i, 2);
      long time = get(i, 0);
      if (last[subtask] > 0 && isIn(windows, time)) {
        longest = Math.max(longest, time - last[subtask]);
      }
      last[subtask] = time;
    }
    return longest;
  }

  /** Updates of a subtask under an older epoch than an earlier one, outside of the windows. */
  synchronized long epochsBack(List<Window> restarts) {
    long[] newest = new long[parallelism];
    long back = 0;
    for (int i : asMade()) {
      int subtask = (int) get(i, 2);
      if (isIn(restarts, get(i, 0))) {
        newest[subtask] = get(i, 3);
      } else if (get(i, 3) < newest[subtask]) {
        back++;
      } else {
        newest[subtask] = get(i, 3);
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
