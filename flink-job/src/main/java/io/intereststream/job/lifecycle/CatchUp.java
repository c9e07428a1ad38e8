package io.intereststream.job.lifecycle;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides whether a job has read all that was on its input topics when it started: by the positions
 * that it commits with its checkpoints.
 *
 * <p>Positions of an earlier run may be higher than those that the job starts from. A job that
 * starts over therefore sets them back first. One that is resumed goes by what is committed after
 * two checkpoints, the first of them long enough ago for its positions to have arrived.
 */
final class CatchUp {
  /** Longest time from a checkpoint until its positions are committed: a poll of the connector. */
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

  /** Says how many checkpoints were completed since the start. */
  void completed(int number, long now) {
    if (checkpoints == 0 && number > 0) {
      firstAt = now;
    }
    checkpoints = number;
  }

  /**
   * Whether everything is read.
   *
   * @param positions next offset to be read of each partition; absent for none
   */
  boolean isReached(Map<TopicPartition, Long> positions, long now) {
    return ends.isEmpty()
        || (checkpoints >= checkpointsNeeded
            && (checkpointsNeeded == 0 || now - firstAt >= COMMIT_MS)
            && left(positions) == 0);
  }

  /** Records, or gaps in their numbers, that are still to be read. */
  long left(Map<TopicPartition, Long> positions) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L)))
        .sum();
  }
}
