package io.intereststream.job.ingest;

import io.intereststream.schema.TimestampType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Emits records of a topic without decoding them, so that no bytes can stop the source. It keeps as
 * many headers as fit in a dead letter.
 */
public final class SourceRecordSchema implements KafkaRecordDeserializationSchema<SourceRecord> {
  private static final long serialVersionUID = 1L;
  private static final String[] NO_KEYS = {};
  private static final byte[][] NO_VALUES = {};

  /** Maximum number of bytes that a header needs in a dead letter besides its key and value. */
  private static final int HEADER_OVERHEAD = 11;

  private final int headerBytes;

  /**
   * @param headerBytes maximum number of bytes of all headers together, as a dead letter stores
   *     them
   */
  public SourceRecordSchema(int headerBytes) {
    this.headerBytes = headerBytes;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
    SourceRecord source = new SourceRecord();
    CutBytes cutKey = CutBytes.from(record.headers(), true);
    CutBytes cutValue = CutBytes.from(record.headers(), false);
    source.key = record.key();
    source.keyLength = cutKey == null ? length(record.key()) : cutKey.length();
    source.value = record.value();
    source.valueLength = cutValue == null ? length(record.value()) : cutValue.length();
    source.valueSha256 = cutValue == null ? null : cutValue.sha256();
    copyHeaders(record.headers(), source);
    source.marksErasure = record.headers().lastHeader(Erasures.HEADER) != null;
    source.topic = record.topic();
    source.partition = record.partition();
    source.offset = record.offset();
    source.timestamp = record.timestamp();
    source.timestampType =
        switch (record.timestampType()) {
          case NO_TIMESTAMP_TYPE -> TimestampType.NONE;
          case CREATE_TIME -> TimestampType.CREATE_TIME;
          case LOG_APPEND_TIME -> TimestampType.LOG_APPEND_TIME;
        };
    out.collect(source);
  }

  private static int length(byte[] bytes) {
    return bytes == null ? -1 : bytes.length;
  }

  private void copyHeaders(Headers headers, SourceRecord into) {
    into.headerKeys = NO_KEYS;
    into.headerValues = NO_VALUES;
    List<String> keys = new ArrayList<>(0);
    List<byte[]> values = new ArrayList<>(0);
    long left = headerBytes;
    for (Header header : headers) {
      if (CutBytes.isOwn(header)) {
        continue;
      }
      into.headerCount++;
      // The value of the first header that does not fit is cut, and the headers after it are
      // dropped.
      left -= HEADER_OVERHEAD + header.key().getBytes(StandardCharsets.UTF_8).length;
      if (left >= 0) {
        byte[] value = header.value();
        keys.add(header.key());
        values.add(
            value == null || value.length <= left ? value : Arrays.copyOf(value, (int) left));
        left -= Math.max(0, length(value));
      }
    }
    if (!keys.isEmpty()) {
      into.headerKeys = keys.toArray(NO_KEYS);
      into.headerValues = values.toArray(NO_VALUES);
    }
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return TypeInformation.of(SourceRecord.class);
  }
}
