package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Position;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records of its input topics the audit can see.
 *
 * @param watchTopic name of the watch topic
 * @param starts offset of the first record that each partition of the watch topic still has
 * @param baseline positions of the baseline; empty if there is none
 * @param oldestLetters the oldest record of each input partition that has a dead letter; null if
 *     the topic still has every dead letter
 * @param ttlMs time without a change after which a history expires, in ms; 0 for never
 * @param newest newest Kafka timestamp on the watch topic, in epoch ms
 */
public record AuditBounds(
    String watchTopic,
    Map<TopicPartition, Long> starts,
    Map<TopicPartition, Long> baseline,
    Map<TopicPartition, Long> oldestLetters,
    long ttlMs,
    long newest) {

  /** The first offset of a partition; null if there is no such partition. */
  Long start(int partition) {
    return starts.get(new TopicPartition(watchTopic, partition));
  }

  /** Whether the watch topic still has every record that it ever had. */
  boolean isComplete() {
    return starts.values().stream().allMatch(start -> start == 0);
  }

  /** Whether a position is before that of the baseline. */
  boolean isBeforeBaseline(int partition, long offset) {
    return offset < baseline.getOrDefault(new TopicPartition(watchTopic, partition), 0L);
  }

  /** Whether records after the baseline's position were deleted. */
  boolean hasGapAfterBaseline(int partition) {
    TopicPartition key = new TopicPartition(watchTopic, partition);
    return starts.getOrDefault(key, 0L) > baseline.getOrDefault(key, 0L);
  }

  /** Whether the dead letter of a record may have been deleted. */
  boolean mayLackLetter(Position record) {
    TopicPartition key = new TopicPartition(record.topic(), record.partition());
    return oldestLetters != null
        && record.offset() < oldestLetters.getOrDefault(key, Long.MAX_VALUE);
  }

  /** Whether a history with this newest Kafka timestamp may have been swept. */
  boolean isPastTtl(long newestOfHistory) {
    return ttlMs > 0 && newest - newestOfHistory > ttlMs;
  }
}
