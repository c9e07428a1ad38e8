package io.intereststream.job.ingest;

import io.intereststream.history.EventRules;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records of the topic of erasures: the key is the viewer's id, and the value is ignored. A
 * record whose key cannot be a viewer's id is logged and skipped.
 */
public final class Erasures implements KafkaRecordDeserializationSchema<Watch> {
  /** Header that marks a null value of the watch topic as an erasure, if the option allows it. */
  static final String HEADER = "interest-stream-erase";

  private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Watch> out) {
    Watch erasure = of(record);
    if (erasure != null) {
      out.collect(erasure);
    }
  }

  /** Returns the erasure in a record; null if its key cannot be a viewer's id. */
  static Watch of(ConsumerRecord<byte[], byte[]> record) {
    String userId = userId(record.key());
    if (userId == null) {
      LOG.error(
          "{}-{}@{}: the key of an erasure is not a viewer's id (expected: UTF-8 of 1 to {}"
              + " characters); skipped.",
          record.topic(),
          record.partition(),
          record.offset(),
          EventRules.LONGEST_ID);
      return null;
    }
    return erasure(userId, record.partition(), record.offset());
  }

  /** Makes the erasure of a viewer, with its position on a topic. */
  static Watch erasure(String userId, int partition, long offset) {
    Watch erasure = new Watch();
    erasure.userId = userId;
    erasure.eventId = "";
    erasure.erase = true;
    erasure.partition = partition;
    erasure.offset = offset;
    return erasure;
  }

  /**
   * Returns the viewer's id in a key; null if the key cannot be an id. The option that limits ids
   * of events does not limit erasures, because it may have been higher before.
   */
  static String userId(byte[] key) {
    if (key == null || key.length == 0) {
      return null;
    }
    try {
      String id = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
      return id.length() <= EventRules.LONGEST_ID ? id : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  @Override
  public TypeInformation<Watch> getProducedType() {
    return TypeInformation.of(Watch.class);
  }
}
