package io.intereststream.job.publish;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Prepares the topics before the job starts: creates those that are absent, and refuses to start on
 * brokers or topics that would lose or corrupt records, naming what to change.
 */
public final class Topics implements AutoCloseable {
  private static final long TIMEOUT_S = 30;

  /** Time between two attempts to describe a new topic; all together take half a minute. */
  private static final long RETRY_MS = 50;

  private static final int MAX_ATTEMPTS = 600;

  /** Most bytes that a dead letter adds to those of the record in it. */
  private static final int DEAD_LETTER_OVERHEAD = 64 << 10;

  private final JobOptions options;
  private final Admin admin;

  /** Connects to the brokers of the options. */
  public Topics(JobOptions options) {
    this.options = options;
    this.admin = Admin.create(options.clientProperties());
  }

  /**
   * Creates what is absent and checks what is there.
   *
   * @throws InterestStreamException naming the topic or broker setting, what was found, what was
   *     expected, and the command or option that fixes it
   */
  public void prepare() {
    if (options.guarantee() == DeliveryGuarantee.EXACTLY_ONCE) {
      checkTransactionTimeout();
    }
    Set<String> existing = await("list topics", admin.listTopics().names());
    ensure(options.watchEvents(), "delete", Map.of(), existing);
    ensure(options.viewerErasures(), "delete", Map.of(), existing);
    ensure(
        options.interestUpdates(),
        "compact",
        Map.of(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1"),
        existing);
    ensure(options.releaseEvents(), "delete", Map.of(), existing);
    int largest = maxMessageBytes(options.watchEvents());
    // Key and value of the event in the letter, and its key again as the letter's own.
    int needed = 2 * largest + DEAD_LETTER_OVERHEAD;
    ensure(
        options.deadLetters(),
        "delete",
        Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(needed)),
        existing);
    int allowed = maxMessageBytes(options.deadLetters());
    if (allowed < needed) {
      throw setting(
          options.deadLetters(),
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          Integer.toString(allowed),
          "at least "
              + needed
              + ", so that a dead letter can hold any record of topic "
              + options.watchEvents()
              + " and its position",
          Integer.toString(needed));
    }
  }

  private void ensure(
      String topic, String policy, Map<String, String> settings, Collection<String> existing) {
    if (!existing.contains(topic)) {
      create(topic, policy, settings);
    }
    String found = config(topic).get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!found.equals(policy)) {
      throw setting(topic, TopicConfig.CLEANUP_POLICY_CONFIG, found, policy, policy);
    }
  }

  private void create(String topic, String policy, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(TopicConfig.CLEANUP_POLICY_CONFIG, policy);
    Optional<Short> replicas =
        options.replication() < 0 ? Optional.empty() : Optional.of((short) options.replication());
    NewTopic created =
        new NewTopic(topic, Optional.of(options.partitions()), replicas).configs(all);
    try {
      await("create topic " + topic, admin.createTopics(List.of(created)).all());
    } catch (InterestStreamException e) {
      // Another job that starts at the same time may have been faster.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    awaitLeaders(topic);
  }

  /**
   * Waits until the leaders of a new topic take requests. One that is not ready yet may reject an
   * idempotent producer's first batch and accept the second; the first is out of order then until
   * its delivery times out, minutes later.
   */
  private void awaitLeaders(String topic) {
    config(topic);
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    await("describe topic " + topic, admin.describeTopics(List.of(topic)).allTopicNames())
        .get(topic)
        .partitions()
        .forEach(p -> ends.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
    await("offsets of topic " + topic, admin.listOffsets(ends).all());
  }

  private int maxMessageBytes(String topic) {
    return Integer.parseInt(config(topic).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
  }

  /** It may take a moment until every broker knows a new topic. */
  private Config config(String topic) {
    for (int attempt = 1; ; attempt++) {
      try {
        return describe(new ConfigResource(ConfigResource.Type.TOPIC, topic));
      } catch (InterestStreamException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || attempt == MAX_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MS));
      }
    }
  }

  private Config describe(ConfigResource resource) {
    return await("describe " + resource.name(), admin.describeConfigs(List.of(resource)).all())
        .get(resource);
  }

  private void checkTransactionTimeout() {
    List<Node> nodes = new ArrayList<>(await("list brokers", admin.describeCluster().nodes()));
    for (Node node : nodes) {
      Config config =
          describe(new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(node.id())));
      long cap = Long.parseLong(config.get("transaction.max.timeout.ms").value());
      long wanted = options.transactionTimeout().toMillis();
      if (wanted > cap) {
        throw InterestStreamException.environment(
            DeliveryOptions.TRANSACTION_TIMEOUT.key()
                + ": "
                + wanted
                + " ms (expected: at most transaction.max.timeout.ms of broker "
                + node.id()
                + ", "
                + cap
                + " ms; lower the option or raise the broker's setting)",
            null);
      }
    }
  }

  private static InterestStreamException setting(
      String topic, String setting, String found, String expected, String fix) {
    return InterestStreamException.environment(
        String.format(
            "topic %s: %s = %s (expected: %s; fix it with kafka-configs.sh --alter --entity-type"
                + " topics --entity-name %s --add-config %s=%s, or name another topic)",
            topic, setting, found, expected, topic, setting, fix),
        null);
  }

  private <T> T await(String what, KafkaFuture<T> future) {
    String problem = what + " at " + KafkaOptions.BOOTSTRAP_SERVERS.key() + " = ";
    try {
      return future.get(TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw InterestStreamException.environment(
          problem + options.bootstrapServers() + ": " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw InterestStreamException.environment(
          problem + options.bootstrapServers() + ": no answer in " + TIMEOUT_S + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InterestStreamException.environment(
          problem + options.bootstrapServers() + ": interrupted", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
