package io.intereststream.deploy.audit;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until the job has read everything, so that an audit makes sense: the job's committed
 * offsets, which it commits at a checkpoint after flushing its sinks, are at the end of the watch
 * topic, and no transaction is open on the topics that the job writes. On an idle topic the
 * connector commits up to 10 s after the checkpoint, when its poll returns.
 */
public final class CaughtUp implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final JobOptions options;
  private final Admin admin;

  /**
   * Connects to the brokers of the options.
   *
   * @throws InterestStreamException when the addresses or properties of the client are unusable
   */
  public CaughtUp(JobOptions options) {
    this.options = options;
    try {
      this.admin = Admin.create(options.clientProperties());
    } catch (KafkaException e) {
      throw unreachable(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Waits as {@link #await(Duration)} does, with a new client. */
  public static void await(JobOptions options, Duration limit) throws InterruptedException {
    try (CaughtUp position = new CaughtUp(options)) {
      position.await(limit);
    }
  }

  /**
   * Waits until nothing is left to read.
   *
   * @throws InterestStreamException if records are left after {@code limit}
   */
  public void await(Duration limit) throws InterruptedException {
    if (!isReachedWithin(limit)) {
      throw InterestStreamException.environment(
          "consumer group "
              + options.groupId()
              + ": "
              + left()
              + " records of topic "
              + options.watchEvents()
              + " left after "
              + limit.toSeconds()
              + " s (expected: 0; is the job running, with checkpoints?)",
          null);
    }
  }

  /** Waits until nothing is left to read or the limit is over. Returns whether nothing is left. */
  public boolean isReachedWithin(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (left() > 0 || transactionOpen()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(LOOK.toMillis());
    }
    return true;
  }

  /** Records of the watch topic that no checkpoint of the job covers yet. */
  public long left() throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin.listConsumerGroupOffsets(options.groupId()).partitionsToOffsetAndMetadata());
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end :
        ends(options.watchEvents(), IsolationLevel.READ_UNCOMMITTED).entrySet()) {
      OffsetAndMetadata position = committed.get(end.getKey());
      left += end.getValue() - (position == null ? 0 : position.offset());
    }
    return left;
  }

  private boolean transactionOpen() throws InterruptedException {
    for (String topic : List.of(options.interestUpdates(), options.deadLetters())) {
      if (!ends(topic, IsolationLevel.READ_COMMITTED)
          .equals(ends(topic, IsolationLevel.READ_UNCOMMITTED))) {
        return true;
      }
    }
    return false;
  }

  private Map<TopicPartition, Long> ends(String topic, IsolationLevel level)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    get(admin.describeTopics(List.of(topic)).allTopicNames())
        .get(topic)
        .partitions()
        .forEach(p -> wanted.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    get(admin.listOffsets(wanted, new ListOffsetsOptions(level)).all())
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  private <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw unreachable(e.getCause());
    }
  }

  private InterestStreamException unreachable(Throwable cause) {
    return InterestStreamException.environment(
        "brokers " + options.bootstrapServers() + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    admin.close();
  }
}
