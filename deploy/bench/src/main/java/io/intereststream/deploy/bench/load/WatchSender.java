package io.intereststream.deploy.bench.load;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends watch events to the watch topic of a job. */
final class WatchSender implements AutoCloseable {
  private final String topic;
  private final RecordCodec<WatchEvent> codec;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> fault = new AtomicReference<>();
  private final Callback onSent = (metadata, e) -> fault.compareAndSet(null, e);

  /**
   * @param compression of the records, as Kafka's {@code compression.type}
   */
  WatchSender(JobOptions options, String compression) {
    topic = options.topics().watchEvents();
    codec = options.kafka().codecs().create(WatchEvent.class, topic);
    Properties properties = options.kafka().clientProperties();
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void send(WatchEvent event) {
    byte[] key = event.getUserId().getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, key, codec.encode(event)), onSent);
  }

  /**
   * Waits until the broker has all events.
   *
   * @throws InterestStreamException if it does not have all
   */
  void flush() {
    producer.flush();
    Exception found = fault.get();
    if (found != null) {
      throw InterestStreamException.environment(
          "topic %s: %s (expected: a topic that can be written)"
              .formatted(topic, found.getMessage()),
          found);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
