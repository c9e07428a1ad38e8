package io.intereststream.job.ingest;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Passes records of the watch topic on without decoding them, so that no bytes can stop the source.
 */
public final class SourceRecordSchema implements KafkaRecordDeserializationSchema<SourceRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
    SourceRecord source = new SourceRecord();
    source.key = record.key();
    source.value = record.value();
    source.topic = record.topic();
    source.partition = record.partition();
    source.offset = record.offset();
    source.timestamp = record.timestamp();
    out.collect(source);
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return TypeInformation.of(SourceRecord.class);
  }
}
