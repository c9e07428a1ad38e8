package io.intereststream.job.lifecycle;

import io.intereststream.schema.ReleaseEvent;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * What {@link Lifecycle} needs from Kafka. Used by one thread. Every call ends within half a
 * minute; if the brokers do not answer, it throws an exception.
 */
interface LifecycleTopics extends AutoCloseable {
  /**
   * Returns the lease records of the update topic since the last call; at the first call, those of
   * the last hour.
   */
  List<LeaseNotice> leases();

  /** Writes a release event and waits until it is stored. */
  void write(ReleaseEvent event);

  /** Describes how a job has already used the topics; empty if none has. */
  Optional<String> use();

  /** Returns the offset after the last visible record of each input partition that has one. */
  Map<TopicPartition, Long> visibleEnds();

  /**
   * Returns the next offset to be read in each input partition: the committed position, or the
   * first existing offset if that is higher.
   */
  Map<TopicPartition, Long> positions();

  /**
   * Commits the first offset of each partition as the position, for a job that starts without a
   * checkpoint.
   */
  void resetPositions();

  @Override
  void close();

  /** Connects to the brokers. */
  interface Connector extends Serializable {
    LifecycleTopics connect();
  }
}
