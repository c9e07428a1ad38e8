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
 * The sink of dead letters. While their topic takes them, each is written at least once, with the
 * time of writing as its Kafka timestamp. One that cannot be written is counted, logged and
 * dropped: nothing about a dead letter fails the job or stops it for longer than a moment.
 */
public final class DeadLetterSink implements Sink<LetterRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterSink.class);
  private static final long serialVersionUID = 1L;

  /** Longest time for which a letter stops the task: no metadata, or the buffer is full. */
  private static final Duration LONGEST_BLOCK = Duration.ofMillis(300);

  /** Longest wait for the first metadata of the topic, before the first record is read. */
  private static final Duration LONGEST_START = Duration.ofSeconds(10);

  /** Letters may be months apart, and one that has to wait for metadata is dropped soon. */
  private static final Duration METADATA_KEPT = Duration.ofDays(365);

  private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final int LINGER_MS = 20;
  private static final int BATCH_BYTES = 64 << 10;

  /** Largest letter apart from the four parts of the record in it, in bytes. */
  private static final int OVERHEAD = 16 << 10;

  private static final int LEAST_BUFFER_BYTES = 8 << 20;

  private final JobOptions options;

  public DeadLetterSink(JobOptions options) {
    this.options = options;
  }

  /**
   * Size of the largest letter in bytes: key, value and headers of the record, its key again as the
   * letter's own, and the rest.
   */
  static int largestLetter(JobOptions options) {
    return Math.toIntExact(4L * options.ingest().letterBytes() + OVERHEAD);
  }

  /** Properties of the producer; those that keep a letter from stopping the job are fixed. */
  static Properties producer(JobOptions options) {
    Properties properties = new Properties();
    // Letters hold what did not compress in the event, if anything, and the same texts again and
    // again. LZ4 needs no native library.
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(LINGER_MS));
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.putAll(options.kafka().clientProperties());
    // Letters need no order, and without sequence numbers none waits for another.
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

  /** Waits until the producer knows the topic; where it does not in time, letters are dropped. */
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
