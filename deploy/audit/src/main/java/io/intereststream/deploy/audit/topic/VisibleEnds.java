package io.intereststream.deploy.audit.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the offset after the last visible record of each partition. Control records and aborted
 * records may follow, but a consumer's committed position does not necessarily pass them.
 */
final class VisibleEnds {
  private static final long FIRST_SPAN = 64;

  private final Brokers brokers;

  VisibleEnds(Brokers brokers) {
    this.brokers = brokers;
  }

  /**
   * Returns the offset after the last visible record of each partition of a topic, without
   * partitions that have no visible record.
   */
  Map<TopicPartition, Long> of(String topic) throws InterruptedException {
    Map<TopicPartition, Long> starts = brokers.starts(topic);
    Map<TopicPartition, Long> open = new HashMap<>(brokers.visibleEnds(topic));
    Map<TopicPartition, Long> found = new HashMap<>();
    for (long span = FIRST_SPAN; !open.isEmpty(); span *= 16) {
      Map<TopicPartition, Long> from = new HashMap<>();
      for (Map.Entry<TopicPartition, Long> end : open.entrySet()) {
        from.put(
            end.getKey(), Math.max(starts.getOrDefault(end.getKey(), 0L), end.getValue() - span));
      }
      new TopicRange(from, open)
          .read(
              brokers,
              record ->
                  found.put(new TopicPartition(topic, record.partition()), record.offset() + 1));
      open.keySet()
          .removeIf(
              partition ->
                  found.containsKey(partition)
                      || from.get(partition) <= starts.getOrDefault(partition, 0L));
    }
    return found;
  }
}
