package io.intereststream.deploy.bench.latency;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the update topic as a retrieval service would, and measures the time from an event's Kafka
 * timestamp, which its update keeps, to the arrival of the update.
 */
public final class UpdateFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long LONGEST_MS = Duration.ofHours(1).toMillis();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Recorder latencies = new Recorder(LONGEST_MS, 3);
  private final Consumer<ConsumerRecord<byte[], byte[]>> listener;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final String topic;
  private final Thread thread;
  private volatile long updates;
  private volatile long lastArrival = System.nanoTime();
  private volatile RuntimeException fault;

  /**
   * Starts to read at the end of the topic.
   *
   * @param listener receives every update, on the follower's thread
   */
  public UpdateFollower(JobOptions options, Consumer<ConsumerRecord<byte[], byte[]>> listener)
      throws InterruptedException {
    Properties properties = options.kafka().clientProperties();
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.listener = listener;
    this.topic = options.topics().interestUpdates();
    this.thread = new Thread(this::follow, "update-follower");
    thread.setDaemon(true);
    thread.start();
    ready.await();
  }

  private void follow() {
    try (consumer) {
      Collection<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      ready.countDown();
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          long ms = System.currentTimeMillis() - record.timestamp();
          latencies.recordValue(Math.max(0, Math.min(LONGEST_MS, ms)));
          updates++;
          lastArrival = System.nanoTime();
          listener.accept(record);
        }
      }
    } catch (WakeupException e) {
      // close() was called.
    } catch (RuntimeException e) {
      fault = e;
    } finally {
      ready.countDown();
    }
  }

  /**
   * Returns the number of updates that have arrived.
   *
   * @throws InterestStreamException if the follower has failed because of Kafka
   * @throws IllegalStateException if the follower or its listener has failed for another reason
   */
  public long updates() {
    RuntimeException found = fault;
    if (found instanceof KafkaException) {
      throw InterestStreamException.environment(
          "topic %s: %s (expected: a topic that can be read)".formatted(topic, found.getMessage()),
          found);
    }
    if (found != null) {
      throw new IllegalStateException("update topic: " + found.getMessage(), found);
    }
    return updates;
  }

  /** When the last update arrived, or the follower started, in {@link System#nanoTime}. */
  public long lastArrival() {
    return lastArrival;
  }

  /** Returns the latencies in ms since the last call. */
  public Histogram takeLatencies() {
    return latencies.getIntervalHistogram();
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
