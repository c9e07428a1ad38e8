package io.intereststream.job.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class SourceRecordSchemaTest {
  private final SourceRecordSchema schema = new SourceRecordSchema();

  private SourceRecord read(ConsumerRecord<byte[], byte[]> record) {
    List<SourceRecord> read = new ArrayList<>();
    schema.deserialize(record, new ListCollector<>(read));
    assertThat(read).hasSize(1);
    return read.get(0);
  }

  private static ConsumerRecord<byte[], byte[]> record(long timestamp, byte[] key, byte[] value) {
    return new ConsumerRecord<>(
        "the-topic",
        5,
        1L << 40,
        timestamp,
        TimestampType.CREATE_TIME,
        3,
        3,
        key,
        value,
        new RecordHeaders(),
        java.util.Optional.empty());
  }

  @Test
  void aRecordKeepsItsBytesAndItsPlace() {
    SourceRecord read = read(record(1_700_000_000_000L, new byte[] {1}, new byte[] {0, -1}));
    assertThat(read.key).containsExactly(1);
    assertThat(read.value).containsExactly(0, -1);
    assertThat(read.topic).isEqualTo("the-topic");
    assertThat(read.partition).isEqualTo(5);
    assertThat(read.offset).isEqualTo(1L << 40);
    assertThat(read.timestamp).isEqualTo(1_700_000_000_000L);
  }

  @Test
  void whatARecordDoesNotHaveIsNullAndItsTimestampNegative() {
    SourceRecord read = read(record(ConsumerRecord.NO_TIMESTAMP, null, null));
    assertThat(read.key).isNull();
    assertThat(read.value).isNull();
    assertThat(read.timestamp).isNegative();
  }

  @Test
  void recordsTravelAsPlainObjectsWithoutKryo() {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    assertThat(schema.getProducedType()).isInstanceOf(PojoTypeInfo.class);
    SourceRecord record = read(record(7, null, new byte[] {1, 2}));
    assertThat(schema.getProducedType().createSerializer(config).copy(record))
        .usingRecursiveComparison()
        .isEqualTo(record);
  }
}
