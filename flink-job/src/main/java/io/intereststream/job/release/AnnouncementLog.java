package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.ModelRelease;
import java.io.Serializable;

/**
 * The log of announcements, on the topic for release events. Each announcement is written before
 * any update is published with its epoch. The log does not depend on checkpoints, so a restore
 * cannot make the job forget an epoch.
 */
public interface AnnouncementLog extends Serializable {
  /**
   * The content of the log.
   *
   * @param highestEpoch highest epoch of all records, 0 if there are none
   * @param newest newest announced release, without a location; null if the log has none
   */
  record Content(long highestEpoch, ModelRelease newest) {}

  /**
   * Reads the log to its end.
   *
   * @throws InterestStreamException if that is not possible now
   */
  Content read();

  /**
   * Returns the epoch of the newest record about lost updates of this job; 0 for none. All viewers
   * must be published again under a higher epoch. Reads only what is new since the last call.
   *
   * @throws InterestStreamException if the log cannot be read now
   */
  long lostEpoch();

  /**
   * Writes an announcement, and returns when it is stored.
   *
   * @throws InterestStreamException if that is not possible now; the record may have been written
   *     nevertheless
   */
  void append(ModelRelease announced);
}
