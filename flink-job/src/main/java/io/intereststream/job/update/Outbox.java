package io.intereststream.job.update;

import io.intereststream.job.ingest.Watch;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.model.encoder.Interests;
import io.intereststream.schema.ReleaseEvent;

/** Receives updates, erasures and release events. */
interface Outbox {
  /**
   * Publishes an update of a viewer.
   *
   * @param viewer the state after the event
   * @param interests computed with the active release; only valid during this call
   * @param cause the event that changed the history; null if the update has no new event
   * @param timestamp Kafka timestamp of the cause's record, or the processing time without a cause
   * @param now processing time, epoch ms
   */
  void publish(
      String userId,
      ViewerState viewer,
      Interests interests,
      ActiveRelease release,
      Watch cause,
      long timestamp,
      long now);

  /**
   * Publishes the erasure of a viewer.
   *
   * @param time timestamp of the record, epoch ms
   */
  void erase(String userId, long time);

  /** Reports what happened to a release; subtask and time are filled in. */
  void report(ReleaseEvent.Builder event);
}
