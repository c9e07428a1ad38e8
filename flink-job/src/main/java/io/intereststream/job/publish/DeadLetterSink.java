package io.intereststream.job.publish;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.metric.JobMetric;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.util.clock.SystemClock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink of dead letters. While their topic accepts them, each one is written at least once, with
 * the time of writing as its Kafka timestamp. A dead letter that cannot be written is counted,
 * logged and dropped. Dead letters never make the job fail, and never stop it for more than a
 * moment.
 */
public final class DeadLetterSink implements Sink<LetterRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterSink.class);
  private static final long serialVersionUID = 1L;

  /**
   * Maximum time for which a dead letter blocks the task while the producer has no metadata or its
   * buffer is full.
   */
  private static final Duration LONGEST_BLOCK = Duration.ofMillis(300);

  /** Maximum wait for the first metadata of the topic, before the first record is read. */
  private static final Duration LONGEST_START = Duration.ofSeconds(10);

  /**
   * Long, because dead letters may be months apart, and a dead letter is dropped after {@link
   * #LONGEST_BLOCK} if the producer has no metadata.
   */
  private static final Duration METADATA_KEPT = Duration.ofDays(365);

  private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final int LINGER_MS = 20;
  private static final int BATCH_BYTES = 64 << 10;

  /**
   * Maximum size in bytes of the rest of a dead letter: everything except the record's key (twice),
   * value and headers.
   */
  private static final int OVERHEAD = 16 << 10;

  private static final int LEAST_BUFFER_BYTES = 8 << 20;

  private final JobOptions options;

  public DeadLetterSink(JobOptions options) {
    this.options = options;
  }

  /**
   * Maximum size of a dead letter in bytes: key, value and headers of the record, its key again as
   * the key of the dead letter, and the rest.
   */
  static int largestLetter(JobOptions options) {
    return Math.toIntExact(4L * options.ingest().letterBytes() + OVERHEAD);
  }

  /** Properties of the producer; users cannot change those that prevent a blocked job. */
  static Properties producer(JobOptions options) {
    Properties properties = new Properties();
    // Dead letters repeat the same texts, so compression helps. LZ4 needs no native library.
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(LINGER_MS));
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.putAll(options.kafka().clientProperties());
    // Dead letters need no order, and without sequence numbers none waits for another.
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ms(LONGEST_BLOCK));
    properties.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, ms(METADATA_KEPT));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ms(DELIVERY_TIMEOUT));
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ms(REQUEST_TIMEOUT));
    int largest = largestLetter(options);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(2 * largest));
    properties.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        Long.toString(Math.max(LEAST_BUFFER_BYTES, 4L * largest)));
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    properties.put(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    return properties;
  }

  private static String ms(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  @Override
  public SinkWriter<LetterRecord> createWriter(WriterInitContext context) {
    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producer(options));
    awaitMetadata(producer);
    return new DeadLetterWriter(
        options.topics().deadLetters(),
        producer,
        JobMetric.DEAD_LETTERS_LOST.counter(context.metricGroup(), new ThreadSafeSimpleCounter()),
        SystemClock.getInstance());
  }

  /** Waits until the producer knows the topic; after a timeout, dead letters are dropped. */
  private void awaitMetadata(KafkaProducer<byte[], byte[]> producer) {
    long attempts = LONGEST_START.toMillis() / LONGEST_BLOCK.toMillis();
    for (long attempt = 0; attempt < attempts; attempt++) {
      try {
        producer.partitionsFor(options.topics().deadLetters());
        return;
      } catch (KafkaException e) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        LOG.warn("No metadata of topic {} yet: {}", options.topics().deadLetters(), e.getMessage());
      }
    }
  }
}
