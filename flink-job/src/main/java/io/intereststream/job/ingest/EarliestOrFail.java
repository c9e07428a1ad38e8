package io.intereststream.job.ingest;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts at the earliest record, like {@link OffsetsInitializer#earliest}, but a restored position
 * that the topic no longer has is an error. Flink's initializer would also set Kafka's {@code
 * auto.offset.reset} to {@code earliest}, and then Kafka would silently skip records at restored
 * positions.
 */
@SuppressWarnings("deprecation") // Flink asks for Kafka's old enum
final class EarliestOrFail implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final OffsetsInitializer earliest = OffsetsInitializer.earliest();

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    return earliest.getPartitionOffsets(partitions, retriever);
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}
