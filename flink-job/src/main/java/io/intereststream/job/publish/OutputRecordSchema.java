package io.intereststream.job.publish;

import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializationSchema.InitializationContext;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.DefaultTypeDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.lineage.TypeDatasetFacet;
import org.apache.flink.connector.kafka.lineage.TypeDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Makes the Kafka records of a topic. Each has the timestamp of its stream element, or the current
 * time if that timestamp is in the future. Brokers reject records from the future, and a rejected
 * record would make the job fail again and again.
 *
 * <p>A record goes to the same partition as with Kafka's default partitioner, even if partitions
 * are added while the job runs. Otherwise the null value of a viewer could be in another partition
 * than the update that it replaces, and the update would stay for ever.
 */
final class OutputRecordSchema
    implements KafkaRecordSerializationSchema<OutputRecord>,
        KafkaDatasetFacetProvider,
        TypeDatasetFacetProvider {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final int partitions;
  private transient Clock clock;

  /**
   * @param partitions number of partitions of the topic when the job started
   */
  OutputRecordSchema(String topic, int partitions) {
    this.topic = topic;
    this.partitions = partitions;
  }

  @Override
  public void open(InitializationContext context, KafkaSinkContext sinkContext) {
    open(SystemClock.getInstance());
  }

  void open(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      OutputRecord record, KafkaSinkContext context, Long timestamp) {
    // A negative value means that the element has no timestamp.
    boolean usesCurrentTime = timestamp == null || timestamp < 0;
    Long written = usesCurrentTime ? null : Math.min(timestamp, clock.absoluteTimeMillis());
    return new ProducerRecord<>(topic, partition(record.key), written, record.key, record.value);
  }

  private int partition(byte[] key) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic))));
  }

  @Override
  public Optional<TypeDatasetFacet> getTypeDatasetFacet() {
    return Optional.of(new DefaultTypeDatasetFacet(OutputRecord.TYPE));
  }
}
