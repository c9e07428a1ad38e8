package io.intereststream.job.kafka;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka clients and calls with deadlines: a call fails if the brokers do not answer in time. */
public final class BoundedKafka {
  /** Deadline of a single request, in ms. */
  public static final int REQUEST_MS = 5_000;

  /** Deadline of a call that may need several requests, in ms. */
  public static final int CALL_MS = 10_000;

  /** Maximum time of a poll. */
  private static final Duration POLL = Duration.ofMillis(100);

  /** Deadline of {@link #await}. */
  private static final long ANSWER_S = 30;

  private BoundedKafka() {}

  /** Properties of every client. */
  public static Properties client(JobOptions options) {
    Properties client = options.kafka().clientProperties();
    client.put("request.timeout.ms", Integer.toString(REQUEST_MS));
    client.put("default.api.timeout.ms", Integer.toString(CALL_MS));
    return client;
  }

  /**
   * A consumer of assigned partitions.
   *
   * @param isolation {@code read_committed} or {@code read_uncommitted}
   */
  public static KafkaConsumer<byte[], byte[]> reader(JobOptions options, String isolation) {
    Properties properties = client(options);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return new Reader(properties);
  }

  /**
   * Closes in a thread of its own. Flink interrupts its threads again and again when the job ends,
   * and Kafka's consumer would log an error for each connection.
   */
  private static final class Reader extends KafkaConsumer<byte[], byte[]> {
    Reader(Properties properties) {
      super(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
      try {
        CompletableFuture.runAsync(super::close, task -> new Thread(task, "kafka-close").start())
            .join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof KafkaException fault ? fault : e;
      }
    }
  }

  /**
   * Waits for an answer from the brokers.
   *
   * @param what describes the request, for the error
   * @throws InterestStreamException with the request and the brokers; the cause is Kafka's
   *     exception
   */
  public static <T> T await(JobOptions options, String what, Future<T> answer) {
    try {
      return answer.get(ANSWER_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failed(options, what, e.getCause().getMessage(), e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw failed(options, what, "no answer in " + ANSWER_S + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(options, what, "interrupted", e);
    }
  }

  /**
   * Returns the error for a request that failed.
   *
   * @param what describes the request
   */
  public static InterestStreamException failed(
      JobOptions options, String what, String reason, Throwable cause) {
    return InterestStreamException.environment(
        ("%s at %s = %s: %s (expected: brokers that answer and allow this; check the addresses, the"
                + " network and the job's permissions)")
            .formatted(
                what,
                KafkaOptions.BOOTSTRAP_SERVERS.key(),
                options.kafka().bootstrapServers(),
                reason),
        cause);
  }

  /** Takes records. */
  @FunctionalInterface
  public interface Sink<E extends Exception> {
    void take(ConsumerRecord<byte[], byte[]> record) throws E;
  }

  /**
   * Reads from the consumer's positions until each partition is read to its end. The sink may also
   * receive records after an end.
   *
   * @param ends offset after the last record, by partition; the consumer must be assigned all these
   *     partitions
   * @throws TimeoutException if, for one partition, polls without records have taken {@link
   *     #CALL_MS} in total
   */
  public static <E extends Exception> void readTo(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Sink<E> sink)
      throws E {
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      int left = (int) (CALL_MS / POLL.toMillis());
      while (consumer.position(end.getKey()) < end.getValue()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (records.isEmpty() && --left < 0) {
          throw new TimeoutException(
              "%s: read to offset %d (expected: %d)"
                  .formatted(end.getKey(), consumer.position(end.getKey()), end.getValue()));
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
          sink.take(record);
        }
      }
    }
  }

  /**
   * Assigns all partitions of a topic.
   *
   * @return the end offset of each; none if the topic does not exist
   */
  public static Map<TopicPartition, Long> assign(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList());
    return consumer.endOffsets(consumer.assignment());
  }

  /** Closes a client and ignores errors, because the client is not used any more. */
  public static void close(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      // Nothing is lost.
      Thread.yield();
    }
  }
}
