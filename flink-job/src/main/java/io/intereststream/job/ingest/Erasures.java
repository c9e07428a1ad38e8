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
 * Reads records of the erasure topic: the key is the viewer's id, the value does not matter. A key
 * that can be no viewer's id is logged and skipped, since there is nobody to forget.
 */
public final class Erasures implements KafkaRecordDeserializationSchema<Watch> {
  private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Watch> out) {
    String userId = userId(record.key());
    if (userId == null) {
      LOG.error(
          "{}-{}@{}: an erasure whose key is no viewer's id (expected: UTF-8 of 1 to {}"
              + " characters); skipped.",
          record.topic(),
          record.partition(),
          record.offset(),
          EventRules.LONGEST_ID);
      return;
    }
    out.collect(erasure(userId, record.partition(), record.offset()));
  }

  /** The erasure of a viewer, from its position on a topic. */
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
   * The viewer's id that a key is; null if it can be none. The option that limits the ids of events
   * does not limit erasures: it may have been higher before.
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
