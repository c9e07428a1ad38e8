package io.intereststream.job.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts at given positions and elsewhere at the earliest record, like {@link
 * OffsetsInitializer#earliest}, but a restored position that the topic no longer has is an error.
 * Flink's initializer would also set Kafka's {@code auto.offset.reset} to {@code earliest}, and
 * then Kafka would silently skip records at restored positions.
 */
@SuppressWarnings("deprecation") // Flink asks for Kafka's old enum
final class EarliestOrFail implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final OffsetsInitializer earliest = OffsetsInitializer.earliest();
  private final TreeMap<Integer, Long> given;

  /**
   * @param given offsets by partition; the others start at the earliest record
   */
  EarliestOrFail(Map<Integer, Long> given) {
    this.given = new TreeMap<>(given);
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    Map<TopicPartition, Long> offsets =
        new HashMap<>(earliest.getPartitionOffsets(partitions, retriever));
    offsets.replaceAll((partition, offset) -> given.getOrDefault(partition.partition(), offset));
    return offsets;
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}
