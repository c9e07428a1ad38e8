package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.ModelRelease;
import java.time.InstantSource;

/**
 * Gives each announced release its epoch. No epoch repeats and none is lower than one before,
 * whatever checkpoint the job is restored from: an epoch is above all on the {@link
 * AnnouncementLog}, not below the time in ms, and written to the log before it is used. Used by one
 * thread.
 */
public final class ReleaseEpochs {
  private final AnnouncementLog log;
  private final InstantSource clock;
  private ModelRelease latest;
  private long highest;
  private boolean hasRead;

  /**
   * @param latest announcement so far: the checkpoint's, or the one that the job starts with
   */
  ReleaseEpochs(AnnouncementLog log, InstantSource clock, ModelRelease latest) {
    this.log = log;
    this.clock = clock;
    this.latest = latest;
  }

  /**
   * The epoch of an announcement.
   *
   * @param highest epoch of all before it, 0 if there were none
   * @param now epoch ms
   */
  public static long after(long highest, long now) {
    return Math.max(Math.addExact(highest, 1), now);
  }

  /** A release under the epoch that follows all before it; see {@link #after(long, long)}. */
  public static ModelRelease announced(ModelRelease found, long highest, long now) {
    return ModelRelease.newBuilder(found).setEpoch(after(highest, now)).build();
  }

  /**
   * The announcement of the release that is to be active: the latest one if it names that release,
   * no higher epoch was ever given and no updates are lost since; else a new one, which is on the
   * log then.
   *
   * @param found the release, with any epoch
   * @throws InterestStreamException if the log cannot be read or written; nothing may be announced
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
