package io.intereststream.job.update;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.release.AnnouncementLog;
import io.intereststream.schema.ModelRelease;
import java.time.InstantSource;
import java.util.List;

/**
 * Starts the subtasks of the interest updater for a simulation.
 *
 * @param <S> a subtask's part of a checkpoint
 */
public interface SimulatedOperator<S> {
  /** Maximum parallelism of a simulated job: its number of key groups. */
  int MAX_PARALLELISM = 16;

  /**
   * How the subtasks start.
   *
   * @param initial the release of a job without a checkpoint
   * @param begun when the state of a job without a checkpoint was begun
   * @param log of announcements
   * @param clock at the start
   */
  record Start(
      JobOptions options,
      int parallelism,
      ModelRelease initial,
      StateStart begun,
      AnnouncementLog log,
      InstantSource clock) {}

  /** Whether it depends on the real clock. */
  default boolean isOfRealTime() {
    return false;
  }

  /**
   * Starts all subtasks.
   *
   * @param states of all subtasks in a checkpoint, null for a start without one
   */
  List<SimulatedSubtask<S>> start(Start start, List<S> states) throws Exception;
}
