package io.intereststream.job.ingest;

import io.intereststream.history.EventRules;
import io.intereststream.job.config.IngestSettings;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Returns the bytes of a record. If a key or value is too long to be decoded, it returns only the
 * first bytes, as many as a dead letter keeps. Otherwise the job could run out of memory, because
 * the consumer holds the records of whole fetches, and a small compressed batch can decompress to a
 * very large one.
 */
public final class BoundedDeserializer implements Deserializer<byte[]> {
  private static final String LONGEST = "interest-stream.longest-";
  private static final String KEPT = "interest-stream.kept-";

  /**
   * Bytes of a key that are always kept. The key of an erasure is a viewer's id, and a longer key
   * cannot be an id, because a character has at most three bytes.
   */
  private static final int KEY_BYTES = 3 * EventRules.LONGEST_ID + 1;

  private int longest;
  private int kept;
  private boolean isKey;

  /** The consumer's properties that make it read records through this class. */
  static Properties consumerProperties(IngestSettings settings) {
    Properties properties = new Properties();
    String name = BoundedDeserializer.class.getName();
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, name);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, name);
    String key = Integer.toString(Math.max(KEY_BYTES, settings.letterBytes()));
    properties.put(LONGEST + "key", key);
    properties.put(KEPT + "key", key);
    properties.put(LONGEST + "value", Integer.toString(settings.maxRecordBytes()));
    properties.put(KEPT + "value", Integer.toString(settings.letterBytes()));
    return properties;
  }

  @Override
  public void configure(Map<String, ?> configuration, boolean isKey) {
    this.isKey = isKey;
    longest = number(configuration, LONGEST + (isKey ? "key" : "value"));
    kept = number(configuration, KEPT + (isKey ? "key" : "value"));
  }

  private static int number(Map<String, ?> configuration, String key) {
    return Integer.parseInt(String.valueOf(configuration.get(key)));
  }

  @Override
  public byte[] deserialize(String topic, byte[] bytes) {
    throw new UnsupportedOperationException("topic " + topic + ": deserialized without headers");
  }

  @Override
  public byte[] deserialize(String topic, Headers headers, byte[] bytes) {
    return bytes == null || bytes.length <= longest
        ? bytes
        : deserialize(topic, headers, ByteBuffer.wrap(bytes));
  }

  @Override
  public byte[] deserialize(String topic, Headers headers, ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    int length = buffer.remaining();
    if (length > longest) {
      CutBytes.of(buffer).addTo(headers, isKey);
      length = Math.min(kept, length);
    }
    byte[] bytes = new byte[length];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
