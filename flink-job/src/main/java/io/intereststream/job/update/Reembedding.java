package io.intereststream.job.update;

import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Goes over a subtask's viewers once, a slice at a time between events, in the order of the key
 * groups: each group has its share of the time, so that the work is spread evenly, and a slice ends
 * when it has taken its time, so that events wait no longer than that.
 */
final class Reembedding implements AutoCloseable {
  /** Longest time of a slice, but for the viewer that is being brought up to date. */
  private static final long SLICE_NANOS = 4_000_000;

  /**
   * Share of the time that goes by before the first: right after a takeover each event is its
   * viewer's first under the release, which is work enough, and leaves fewer to be done here.
   */
  private static final double WAIT = 0.2;

  /** Brings one viewer up to date; true if that took an update. */
  interface Viewer {
    boolean bringUpToDate(String userId) throws Exception;
  }

  private final Stream<String> keys;
  private final Iterator<String> iterator;
  private final int maxParallelism;
  private final KeyGroupRange groups;
  private final long start;
  private final Duration within;
  private String next;
  private long updated;

  /**
   * @param keys the viewers, in the order of their key groups; closed with this
   * @param start processing time in epoch ms
   * @param within time to take
   */
  Reembedding(Stream<String> keys, TaskInfo subtask, long start, Duration within) {
    this.keys = keys;
    this.iterator = keys.iterator();
    this.maxParallelism = subtask.getMaxNumberOfParallelSubtasks();
    this.groups =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            maxParallelism, subtask.getNumberOfParallelSubtasks(), subtask.getIndexOfThisSubtask());
    this.start = start;
    this.within = within;
    advance();
  }

  /**
   * Does what is due, for the time of a slice at most.
   *
   * @param now processing time in epoch ms
   */
  void slice(long now, Viewer viewer) throws Exception {
    long end = System.nanoTime() + SLICE_NANOS;
    while (next != null && dueAt(next) <= now && System.nanoTime() < end) {
      if (viewer.bringUpToDate(next)) {
        updated++;
      }
      advance();
    }
  }

  boolean isDone() {
    return next == null;
  }

  /** Viewers that took an update. */
  long updated() {
    return updated;
  }

  /** Processing time of the start, epoch ms. */
  long start() {
    return start;
  }

  /** Share of the viewers that is done, 0 to 1. */
  double progress() {
    return next == null ? 1 : share(next);
  }

  private long dueAt(String userId) {
    return start + (long) ((WAIT + (1 - WAIT) * share(userId)) * within.toMillis());
  }

  private double share(String userId) {
    int group = KeyGroupRangeAssignment.assignToKeyGroup(userId, maxParallelism);
    return (group - groups.getStartKeyGroup()) / (double) groups.getNumberOfKeyGroups();
  }

  private void advance() {
    next = iterator.hasNext() ? iterator.next() : null;
  }

  @Override
  public void close() {
    keys.close();
  }
}
