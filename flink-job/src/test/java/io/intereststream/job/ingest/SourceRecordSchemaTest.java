package io.intereststream.job.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class SourceRecordSchemaTest {
  private final SourceRecordSchema schema = new SourceRecordSchema(53);
  private final RecordHeaders headers = new RecordHeaders();

  private SourceRecord read(ConsumerRecord<byte[], byte[]> record) {
    List<SourceRecord> read = new ArrayList<>();
    schema.deserialize(record, new ListCollector<>(read));
    assertThat(read).hasSize(1);
    return read.get(0);
  }

  private ConsumerRecord<byte[], byte[]> record(long timestamp, byte[] key, byte[] value) {
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
        headers,
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
    assertThat(read.timestampType).isEqualTo(io.intereststream.schema.TimestampType.CREATE_TIME);
    assertThat(read.keyLength).isEqualTo(1);
    assertThat(read.valueLength).isEqualTo(2);
    assertThat(read.headerKeys).isEmpty();
    assertThat(read.headerCount).isZero();
  }

  @Test
  void headersAreKeptInTheirOrderUntilTheyAreTooLongTogether() {
    headers.add("a", new byte[] {1, 2});
    headers.add("b", null);
    headers.add("c", new byte[30]);
    headers.add("d", new byte[] {3});
    SourceRecord read = read(record(7, null, null));
    assertThat(read.headerCount).isEqualTo(4);
    assertThat(read.headerKeys).containsExactly("a", "b", "c");
    assertThat(read.headerValues[0]).containsExactly(1, 2);
    assertThat(read.headerValues[1]).isNull();
    assertThat(read.headerValues[2]).hasSize(53 - 3 * 11 - 5);
  }

  @Test
  void headersWithoutContentAreLimitedToo() {
    for (int i = 0; i < 1_000; i++) {
      headers.add("", null);
    }
    SourceRecord read = read(record(7, null, null));
    assertThat(read.headerCount).isEqualTo(1_000);
    assertThat(read.headerKeys).hasSize(4);
  }

  @Test
  void anErasureIsMarkedByAHeaderThatNoLimitLeavesOut() {
    headers.add("trace", new byte[100]);
    headers.add("baggage", new byte[100]);
    assertThat(read(record(7, null, null)).marksErasure).isFalse();
    headers.add("interest-stream-erase", null);
    SourceRecord read = read(record(7, null, null));
    assertThat(read.headerKeys).containsExactly("trace");
    assertThat(read.marksErasure).isTrue();
  }

  @Test
  void whatTheDeserializerCutHasItsWholeLengthAndHash() {
    CutBytes.of(ByteBuffer.wrap(new byte[1000])).addTo(headers, false);
    SourceRecord read = read(record(7, new byte[] {1}, new byte[10]));
    assertThat(read.valueLength).isEqualTo(1000);
    assertThat(HexFormat.of().formatHex(read.valueSha256))
        .isEqualTo("541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53");
    assertThat(read.value).hasSize(10);
    assertThat(read.isWholeKey()).isTrue();
    assertThat(read.keyLength).isEqualTo(1);
    assertThat(read.headerKeys).isEmpty();
    assertThat(read.headerCount).isZero();
  }

  @Test
  void whatARecordDoesNotHaveIsNullAndItsTimestampNegative() {
    SourceRecord read = read(record(ConsumerRecord.NO_TIMESTAMP, null, null));
    assertThat(read.key).isNull();
    assertThat(read.value).isNull();
    assertThat(read.timestamp).isNegative();
    assertThat(read.keyLength).isEqualTo(-1);
    assertThat(read.valueLength).isEqualTo(-1);
  }

  @Test
  void recordsTravelAsPlainObjectsWithoutKryo() {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    assertThat(schema.getProducedType()).isInstanceOf(PojoTypeInfo.class);
    headers.add("a", null);
    headers.add("b", new byte[] {3});
    SourceRecord record = read(record(7, null, new byte[] {1, 2}));
    assertThat(schema.getProducedType().createSerializer(config).copy(record))
        .usingRecursiveComparison()
        .isEqualTo(record);
  }
}
