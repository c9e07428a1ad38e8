package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.ModelRelease;
import java.io.Serializable;

/**
 * The announcements ever made, each written before anything is published under its epoch. It
 * outlives every checkpoint, so no restore makes the job forget an epoch.
 */
public interface AnnouncementLog extends Serializable {
  /**
   * What the log says.
   *
   * @param highestEpoch of all records, 0 if there are none
   * @param newest announced release, without a location; null if none is on the log
   */
  record Content(long highestEpoch, ModelRelease newest) {}

  /**
   * Reads the log to its end.
   *
   * @throws InterestStreamException if that is not possible now
   */
  Content read();

  /**
   * The epoch of the newest record that says that updates of this job are lost; 0 for none. All
   * viewers have to be published again under a higher one. Reads only what is new since the last
   * call.
   *
   * @throws InterestStreamException if that is not possible now
   */
  long lostEpoch();

  /**
   * Writes an announcement; it is safe when the method returns.
   *
   * @throws InterestStreamException if that is not possible now; it may be on the log all the same
   */
  void append(ModelRelease announced);
}
