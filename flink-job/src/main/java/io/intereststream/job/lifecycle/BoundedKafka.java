package io.intereststream.job.lifecycle;

import io.intereststream.job.config.JobOptions;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka clients with deadlines: a call fails within seconds where the brokers do not answer. */
final class BoundedKafka {
  /** Deadline of a single request, in ms. */
  static final int REQUEST_MS = 5_000;

  /** Deadline of a call that may need several, in ms. */
  static final int CALL_MS = 10_000;

  /** Longest time of a poll. */
  static final Duration POLL = Duration.ofMillis(100);

  private BoundedKafka() {}

  /** Properties of every client. */
  static Properties client(JobOptions options) {
    Properties client = options.clientProperties();
    client.put("request.timeout.ms", Integer.toString(REQUEST_MS));
    client.put("default.api.timeout.ms", Integer.toString(CALL_MS));
    return client;
  }

  /**
   * A consumer of assigned partitions.
   *
   * @param isolation {@code read_committed} or {@code read_uncommitted}
   */
  static KafkaConsumer<byte[], byte[]> reader(JobOptions options, String isolation) {
    Properties properties = client(options);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The result of a request. */
  static <T> T await(Future<T> future) {
    try {
      return future.get(CALL_MS + REQUEST_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause().getMessage(), e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("no answer in " + (CALL_MS + REQUEST_MS) + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /** Gives up after {@link #CALL_MS} without a record. */
  static final class PollLimit {
    private final TopicPartition partition;
    private final long end;
    private int left = (int) (CALL_MS / POLL.toMillis());

    PollLimit(TopicPartition partition, long end) {
      this.partition = partition;
      this.end = end;
    }

    void polled(ConsumerRecords<?, ?> records) {
      if (records.isEmpty() && --left < 0) {
        throw new TimeoutException(partition + ": not read to offset " + end);
      }
    }
  }

  /** Closes a client, whose connection is given up anyway. */
  static void close(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      // Nothing is lost.
      Thread.yield();
    }
  }
}
