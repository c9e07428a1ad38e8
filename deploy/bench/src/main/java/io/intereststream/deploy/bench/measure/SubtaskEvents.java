package io.intereststream.deploy.bench.measure;

import io.intereststream.job.config.JobConfiguration;
import java.nio.charset.StandardCharsets;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** Counts the events of a window that each subtask of the updater handled. */
public final class SubtaskEvents {
  private final UpdateTopic updates;
  private final int parallelism;

  /**
   * @param parallelism number of subtasks
   */
  public SubtaskEvents(UpdateTopic updates, int parallelism) {
    this.updates = updates;
    this.parallelism = parallelism;
  }

  /** The number of events by subtask. */
  public long[] of(Window window) {
    long[] events = new long[parallelism];
    updates.read(
        window.from(), window.to(), record -> events[subtask(record.key(), parallelism)]++);
    return events;
  }

  /** The subtask that handles the viewer with a key. */
  static int subtask(byte[] key, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        new String(key, StandardCharsets.UTF_8), JobConfiguration.MAX_PARALLELISM, parallelism);
  }
}
