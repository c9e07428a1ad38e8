package io.intereststream.deploy.bench.measure;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The update topic of a job: its end offsets are the number of events that the job has handled. */
public final class UpdateTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final long LOOK_MS = 50;
  private static final long ANSWER_S = 30;

  private final Properties client;
  private final String topic;
  private final Admin admin;
  private final Map<TopicPartition, OffsetSpec> latest = new HashMap<>();

  /** The update topic of a job that is running. */
  public UpdateTopic(JobOptions options) throws InterruptedException {
    this.client = options.kafka().clientProperties();
    this.topic = options.topics().interestUpdates();
    this.admin = Admin.create(client);
    try {
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(ANSWER_S, TimeUnit.SECONDS)
          .get(topic)
          .partitions()
          .forEach(
              info -> latest.put(new TopicPartition(topic, info.partition()), OffsetSpec.latest()));
    } catch (ExecutionException | TimeoutException e) {
      admin.close();
      throw unusable(e);
    }
  }

  private InterestStreamException unusable(Exception e) {
    return InterestStreamException.environment(
        "topic %s: %s (expected: a topic of the running job)".formatted(topic, e.getMessage()), e);
  }

  /** The end of each partition now. */
  Map<TopicPartition, Long> ends() throws InterruptedException {
    try {
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(latest)
          .all()
          .get(ANSWER_S, TimeUnit.SECONDS)
          .forEach((partition, info) -> ends.put(partition, info.offset()));
      return ends;
    } catch (ExecutionException | TimeoutException e) {
      throw unusable(e);
    }
  }

  /** The number of updates now. */
  public long count() throws InterruptedException {
    return sum(ends());
  }

  static long sum(Map<TopicPartition, Long> ends) {
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Throws if the job has ended. */
  public interface Check {
    void check() throws InterruptedException;
  }

  /**
   * Waits for a number of updates.
   *
   * @param job called again and again
   */
  public void await(long updates, Check job, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long count = count();
    while (count < updates) {
      job.check();
      if (System.nanoTime() > deadline) {
        throw InterestStreamException.environment(
            "topic %s: %,d updates after %d s (expected: %,d; is the job running?)"
                .formatted(topic, count, limit.toSeconds(), updates));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      count = count();
    }
  }

  /**
   * Passes each update between two ends to a sink.
   *
   * @throws InterestStreamException if no record arrives for 30 s
   */
  void read(
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(to.keySet());
      from.forEach(consumer::seek);
      long deadline = System.nanoTime() + SILENCE.toNanos();
      while (to.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          deadline = System.nanoTime() + SILENCE.toNanos();
          if (record.offset() < to.get(new TopicPartition(topic, record.partition()))) {
            sink.accept(record);
          }
        }
        if (System.nanoTime() > deadline) {
          throw InterestStreamException.environment(
              "topic %s: no record for %d s (expected: records up to %s)"
                  .formatted(topic, SILENCE.toSeconds(), new TreeMap<>(byPartition(to))));
        }
      }
    }
  }

  private static Map<Integer, Long> byPartition(Map<TopicPartition, Long> ends) {
    Map<Integer, Long> offsets = new HashMap<>();
    ends.forEach((partition, offset) -> offsets.put(partition.partition(), offset));
    return offsets;
  }

  /** Deletes the topic. Nothing may write to it any more. */
  public void delete() throws InterruptedException {
    try {
      admin.deleteTopics(List.of(topic)).all().get(ANSWER_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw unusable(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
