package io.intereststream.job.lifecycle;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides whether a job has read everything that was on its input topics when it started, by the
 * positions that it commits with its checkpoints.
 *
 * <p>The positions committed by an earlier run may be higher than those from which this job starts.
 * A job that starts without a checkpoint therefore resets them first. A resumed job waits for two
 * checkpoints, the first of them at least {@link #COMMIT_MS} ago, so that the committed positions
 * are its own.
 */
final class CatchUp {
  /**
   * Upper bound on the time from a checkpoint until its positions are committed. CheckedReader
   * commits immediately; without it, Flink's connector takes up to 10 s.
   */
  static final long COMMIT_MS = 15_000;

  private final Map<TopicPartition, Long> ends;
  private final int checkpointsNeeded;
  private int checkpoints;
  private long firstAt;

  /**
   * @param ends the offset after the last visible record of each partition that has one
   * @param resumed whether the job was resumed from a checkpoint
   */
  CatchUp(Map<TopicPartition, Long> ends, boolean resumed) {
    this.ends = Map.copyOf(ends);
    this.checkpointsNeeded = resumed ? 2 : 0;
  }

  /** Takes the number of checkpoints completed since the start. */
  void completed(int number, long now) {
    if (checkpoints == 0 && number > 0) {
      firstAt = now;
    }
    checkpoints = number;
  }

  /**
   * Whether the job has read everything.
   *
   * @param positions next offset to be read in each partition; absent if none is committed
   */
  boolean isReached(Map<TopicPartition, Long> positions, long now) {
    return ends.isEmpty()
        || (checkpoints >= checkpointsNeeded
            && (checkpointsNeeded == 0 || now - firstAt >= COMMIT_MS)
            && left(positions) == 0);
  }

  /** Number of offsets still to be read, including offsets without a record. */
  long left(Map<TopicPartition, Long> positions) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L)))
        .sum();
  }
}
