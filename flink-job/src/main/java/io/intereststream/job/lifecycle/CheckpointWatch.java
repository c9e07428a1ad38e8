package io.intereststream.job.lifecycle;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs an error if no checkpoint has been completed for a long time, or if files of the newest one
 * are missing. Later checkpoints reuse these files, and Flink reports those checkpoints as
 * completed although they cannot be restored.
 *
 * <p>Flink deletes the files of a checkpoint when the next one replaces it, so a single check can
 * be wrong. This class therefore reports missing files only if two checks in a row find them.
 */
final class CheckpointWatch {
  /** Time between two checks, in ms. */
  static final long STEP_MS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWatch.class);
  private static final int NAMED = 3;

  private final CheckpointFiles files;
  private final long alertAgeMs;
  private final InstantSource clock;

  private volatile long completed;
  private volatile long completedAt;
  private volatile int missing;

  private int suspicions;
  private boolean late;

  /**
   * @param folder address of the folder of checkpoints; if it is null, files are not checked
   * @param job id of the job; if it is null, files are not checked
   * @param alertAge age of the newest checkpoint above which an error is logged
   */
  CheckpointWatch(String folder, String job, Duration alertAge, InstantSource clock) {
    this.files = folder == null || job == null ? null : new CheckpointFiles(folder + "/" + job);
    this.alertAgeMs = alertAge.toMillis();
    this.clock = clock;
    this.completedAt = clock.millis();
  }

  /** Notes that a checkpoint was completed. */
  void completed(long id) {
    completedAt = clock.millis();
    completed = id;
  }

  /** Time since the newest checkpoint was completed, or since the start. */
  long ageMs() {
    return clock.millis() - completedAt;
  }

  /** Number of files that the newest checkpoint needs and that are missing. */
  int missingFiles() {
    return missing;
  }

  void step() {
    boolean isLate = ageMs() > alertAgeMs;
    if (isLate && !late) {
      LOG.error(
          "No checkpoint was completed for {} s (expected: one within {} s; check the checkpoint"
              + " storage and the TaskManagers' logs). The job keeps running, but under"
              + " exactly-once readers see no new updates before the next checkpoint. After a"
              + " failure, the job restarts from the last completed checkpoint.",
          ageMs() / 1000,
          alertAgeMs / 1000);
    }
    late = isLate;
    long newest = completed;
    if (files == null || newest == 0) {
      return;
    }
    try {
      look(files.missing(newest), newest);
    } catch (IOException e) {
      LOG.warn("The files of checkpoint {} cannot be checked.", newest, e);
    }
  }

  private void look(List<String> gone, long newest) {
    if (gone.isEmpty()) {
      suspicions = 0;
      missing = 0;
      return;
    }
    suspicions++;
    if (suspicions < 2) {
      return;
    }
    if (missing == 0) {
      LOG.error(
          "Checkpoint {}: {} files are missing, such as {} (expected: none missing)."
              + " Neither this checkpoint nor later ones can be restored: take a savepoint now,"
              + " and start the job from it.",
          newest,
          gone.size(),
          gone.subList(0, Math.min(NAMED, gone.size())));
    }
    missing = gone.size();
  }
}
