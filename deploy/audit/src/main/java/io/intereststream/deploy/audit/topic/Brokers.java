package io.intereststream.deploy.audit.topic;

import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.error.InterestStreamException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads information about topics and groups from the brokers, and makes consumers. */
public final class Brokers implements AutoCloseable {
  /** Maximum bytes of one fetch; with the number of prefetched fetches, this bounds the memory. */
  private static final int FETCH_BYTES = 4 << 20;

  private final AuditSettings settings;
  private final Admin admin;

  /**
   * Connects.
   *
   * @throws InterestStreamException if the addresses or properties of the client are unusable
   */
  public Brokers(AuditSettings settings) {
    this.settings = settings;
    try {
      this.admin = Admin.create(settings.kafka());
    } catch (KafkaException e) {
      throw unusable(e.getCause() == null ? e : e.getCause());
    }
  }

  /**
   * Returns a consumer of a topic that commits no positions. It sees what the job sees of its input
   * topics, and committed records of the others.
   */
  KafkaConsumer<byte[], byte[]> consumer(String topic) {
    Properties properties = new Properties();
    properties.putAll(settings.kafka());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation(topic).toString());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private IsolationLevel isolation(String topic) {
    boolean input =
        topic.equals(settings.topics().watchEvents())
            || topic.equals(settings.topics().viewerErasures());
    return input
            && IsolationLevel.READ_UNCOMMITTED
                .toString()
                .equals(settings.kafka().getProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG))
        ? IsolationLevel.READ_UNCOMMITTED
        : IsolationLevel.READ_COMMITTED;
  }

  /** Returns the id of a topic; a recreated topic of the same name has another one. */
  public String topicId(String topic) throws InterruptedException {
    return describe(topic).topicId().toString();
  }

  /**
   * Returns the partitions of a topic.
   *
   * @throws InterestStreamException if it does not exist
   */
  public Set<TopicPartition> partitions(String topic) throws InterruptedException {
    Set<TopicPartition> partitions = new HashSet<>();
    describe(topic)
        .partitions()
        .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    return partitions;
  }

  /** Returns whether a topic exists. */
  public boolean exists(String topic) throws InterruptedException {
    return get(admin.listTopics().names()).contains(topic);
  }

  /** Returns the offset of the first record that each partition still has. */
  public Map<TopicPartition, Long> starts(String topic) throws InterruptedException {
    return offsets(topic, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
  }

  /**
   * Returns the end of each partition that {@link #consumer} sees. If it sees only committed
   * records, all transactions before this end are finished.
   */
  public Map<TopicPartition, Long> visibleEnds(String topic) throws InterruptedException {
    return offsets(topic, OffsetSpec.latest(), isolation(topic));
  }

  /** Returns the end of each partition, including records of open transactions. */
  Map<TopicPartition, Long> ends(String topic) throws InterruptedException {
    return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
  }

  /** Returns the positions that the job has committed, without partitions that have none. */
  Map<TopicPartition, Long> positions() throws InterruptedException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    get(admin.listConsumerGroupOffsets(settings.group()).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, position) -> {
              if (position != null) {
                positions.put(partition, position.offset());
              }
            });
    return positions;
  }

  private Map<TopicPartition, Long> offsets(String topic, OffsetSpec spec, IsolationLevel level)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions(topic).forEach(partition -> wanted.put(partition, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get(admin.listOffsets(wanted, new ListOffsetsOptions(level)).all())
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  private TopicDescription describe(String topic) throws InterruptedException {
    return get(
            admin.describeTopics(List.of(topic)).allTopicNames(),
            cause ->
                cause instanceof UnknownTopicOrPartitionException
                    ? InterestStreamException.environment(
                        "topic %s at %s: does not exist (expected: a topic of the job)"
                            .formatted(topic, settings.brokers()),
                        cause)
                    : unusable(cause))
        .get(topic);
  }

  private <T> T get(KafkaFuture<T> future) throws InterruptedException {
    return get(future, this::unusable);
  }

  private static <T> T get(
      KafkaFuture<T> future, Function<Throwable, InterestStreamException> failure)
      throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failure.apply(e.getCause());
    }
  }

  /** Makes the error for brokers that cannot be used. */
  InterestStreamException unusable(Throwable cause) {
    return InterestStreamException.environment(
        "brokers %s: %s (expected: brokers that answer)"
            .formatted(settings.brokers(), cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    admin.close();
  }
}
