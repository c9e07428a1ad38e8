package io.intereststream.job.update;

import io.intereststream.job.ingest.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.release.Announcement;
import io.intereststream.schema.ModelRelease;
import java.util.List;

/**
 * A subtask of the interest updater, as a simulation drives it.
 *
 * @param <S> its part of a checkpoint
 */
public interface SimulatedSubtask<S> {
  /**
   * A viewer whom a sweep cleaned up.
   *
   * @param kafkaTime Kafka time of the sweep or a later one, epoch ms
   * @param markerStays whether an erasure's marker is left
   */
  record Swept(String userId, long kafkaTime, boolean markerStays) {}

  /** Takes in an event or an erasure. */
  void process(Watch watch, long timestamp) throws Exception;

  /** Takes in an announcement. */
  void announce(Announcement announcement) throws Exception;

  /** Takes in Kafka time. */
  void onKafkaTime(long time) throws Exception;

  /** Lets the clock go on to a time, epoch ms, and fires the timers that come due on the way. */
  void advanceTo(long time) throws Exception;

  /** The subtask's part of a checkpoint. */
  S snapshot() throws Exception;

  /** Records of the update topic since the last call. */
  List<OutputRecord> takeOutput();

  /** Viewers swept since the last call. */
  List<Swept> takeSwept();

  /** The active release; null where that cannot be seen. */
  ModelRelease active();

  /** Whether there is work left for which no more records are needed. */
  boolean isBusy() throws Exception;

  /** Ends the subtask; what is not in a checkpoint is lost. */
  void close() throws Exception;
}
