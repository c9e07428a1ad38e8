package io.intereststream.job.lifecycle;

import io.intereststream.schema.ReleaseEvent;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * What the life of the job needs of Kafka. Used by one thread. Every call ends within half a
 * minute, with an exception where the brokers do not answer.
 */
interface LifecycleTopics extends AutoCloseable {
  /**
   * The lease records of the update topic since the last call; at the first call those of the last
   * hour.
   */
  List<LeaseNotice> leases();

  /** Writes a release event and waits until it is stored. */
  void write(ReleaseEvent event);

  /** How a job has used the topics already, in words; empty if none has. */
  Optional<String> use();

  /** The offset after the last visible record of each partition of the inputs that has one. */
  Map<TopicPartition, Long> visibleEnds();

  /**
   * The next offset to be read of each partition of the inputs: the committed position, or the
   * first offset that is still there where that is higher.
   */
  Map<TopicPartition, Long> positions();

  /** Commits the first offset of each partition, as the position of a job that starts over. */
  void resetPositions();

  @Override
  void close();

  /** Connects to the brokers. */
  interface Connector extends Serializable {
    LifecycleTopics connect();
  }
}
