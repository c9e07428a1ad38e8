package io.intereststream.job.lifecycle;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns when no checkpoint has been completed for long, and when files of the newest one are gone:
 * later checkpoints are built on them, and count as completed all the same.
 *
 * <p>Files of a checkpoint are deleted when the next one replaces it, so that one look can be
 * wrong: it warns after two in succession.
 */
final class CheckpointWatch {
  /** Time between two looks, in ms. */
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
   * @param folder address of the folder of checkpoints; null where it is not known: files are not
   *     checked then
   * @param job id of the job; null likewise
   * @param alertAge age of the newest checkpoint from which on it warns
   */
  CheckpointWatch(String folder, String job, Duration alertAge, InstantSource clock) {
    this.files = folder == null || job == null ? null : new CheckpointFiles(folder + "/" + job);
    this.alertAgeMs = alertAge.toMillis();
    this.clock = clock;
    this.completedAt = clock.millis();
  }

  /** Says that a checkpoint was completed. */
  void completed(long id) {
    completedAt = clock.millis();
    completed = id;
  }

  /** Time since the newest checkpoint was completed, or since the start. */
  long ageMs() {
    return clock.millis() - completedAt;
  }

  /** Files that the newest checkpoint needs and that are gone; 0 for none. */
  int missingFiles() {
    return missing;
  }

  void step() {
    boolean isLate = ageMs() > alertAgeMs;
    if (isLate && !late) {
      LOG.error(
          "No checkpoint was completed for {} s (expected: one within {} s). Updates go on; after"
              + " a failure the job would start again from the last one.",
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
          "Checkpoint {}: {} files are gone, such as {} (expected: all of them). It cannot be"
              + " restored, and neither can those after it: take a savepoint now, and start the job"
              + " from that.",
          newest,
          gone.size(),
          gone.subList(0, Math.min(NAMED, gone.size())));
    }
    missing = gone.size();
  }
}
