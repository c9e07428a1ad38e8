package io.intereststream.job.publish;

import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializationSchema.InitializationContext;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Gives each record the Kafka timestamp of what caused it, or the present time where that is ahead:
 * brokers refuse records from the future, and a refused record would fail the job again and again.
 */
final class UpdateTimestamps
    implements KafkaRecordSerializationSchema<OutputRecord>, KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;

  private final KafkaRecordSerializationSchema<OutputRecord> schema;
  private transient Clock clock;

  UpdateTimestamps(KafkaRecordSerializationSchema<OutputRecord> schema) {
    this.schema = schema;
  }

  @Override
  public void open(InitializationContext context, KafkaSinkContext sinkContext) throws Exception {
    open(SystemClock.getInstance());
    schema.open(context, sinkContext);
  }

  void open(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      OutputRecord record, KafkaSinkContext context, Long timestamp) {
    Long written = timestamp == null ? null : Math.min(timestamp, clock.absoluteTimeMillis());
    return schema.serialize(record, context, written);
  }

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return schema instanceof KafkaDatasetFacetProvider provider
        ? provider.getKafkaDatasetFacet()
        : Optional.empty();
  }
}
