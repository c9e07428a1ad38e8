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

/**
 * Makes the Kafka records of a topic. Each has the timestamp of its stream element, or the current
 * time if that timestamp is in the future. Brokers reject records from the future, and a rejected
 * record would make the job fail again and again.
 */
final class OutputRecordSchema
    implements KafkaRecordSerializationSchema<OutputRecord>,
        KafkaDatasetFacetProvider,
        TypeDatasetFacetProvider {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private transient Clock clock;

  OutputRecordSchema(String topic) {
    this.topic = topic;
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
    return new ProducerRecord<>(topic, null, written, record.key, record.value);
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
