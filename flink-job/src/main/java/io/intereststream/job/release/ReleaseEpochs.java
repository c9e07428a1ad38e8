package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.ModelRelease;
import java.time.InstantSource;

/**
 * Assigns an epoch to each announced release. Epochs always grow, even if the job is restored from
 * an old checkpoint: a new epoch is higher than all epochs on the {@link AnnouncementLog}, at least
 * the current time in ms, and written to the log before it is used. Used by one thread.
 */
public final class ReleaseEpochs {
  private final AnnouncementLog log;
  private final InstantSource clock;
  private ModelRelease latest;
  private long highest;
  private boolean hasRead;

  /**
   * @param latest last announcement: that of the checkpoint, or the release with which the job
   *     starts
   */
  ReleaseEpochs(AnnouncementLog log, InstantSource clock, ModelRelease latest) {
    this.log = log;
    this.clock = clock;
    this.latest = latest;
  }

  /**
   * Returns the epoch of a new announcement.
   *
   * @param highest highest epoch so far, 0 if there is none
   * @param now epoch ms
   */
  public static long after(long highest, long now) {
    return Math.max(Math.addExact(highest, 1), now);
  }

  /** Returns a release with the next epoch, see {@link #after(long, long)}. */
  public static ModelRelease announced(ModelRelease found, long highest, long now) {
    return ModelRelease.newBuilder(found).setEpoch(after(highest, now)).build();
  }

  /**
   * Returns the announcement of the production release. This is the last announcement if it names
   * the same release, has the highest epoch and no updates were lost since; otherwise a new one,
   * which is then on the log.
   *
   * @param found the release, with any epoch
   * @throws InterestStreamException if the log cannot be read or written; then nothing may be
   *     announced
   */
  ModelRelease next(ModelRelease found) {
    if (!hasRead) {
      highest = log.read().highestEpoch();
      if (latest.getEpoch() > highest) {
        log.append(latest);
        highest = latest.getEpoch();
      }
      hasRead = true;
    }
    highest = Math.max(highest, log.lostEpoch());
    if (Announced.isSame(found, latest) && latest.getEpoch() == highest) {
      return latest;
    }
    ModelRelease next = announced(found, highest, clock.millis());
    log.append(next);
    highest = next.getEpoch();
    latest = next;
    return next;
  }
}
