package io.intereststream.job.publish;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.IngestOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.kafka.BoundedKafka;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares the topics before the job starts: creates missing topics, and refuses to start if
 * brokers or topics would lose or corrupt records. The error says what to change.
 */
public final class Topics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

  /** Time between two attempts to describe a new topic; all together take half a minute. */
  private static final long RETRY_MS = 50;

  private static final int MAX_ATTEMPTS = 600;

  /**
   * Minimum {@code max.message.bytes} of the topics for updates and release events: a producer's
   * batch of 128 KiB, with room to spare.
   */
  private static final int UPDATE_BYTES = 256 << 10;

  private final JobOptions options;
  private final Admin admin;
  private final List<String> absent = new ArrayList<>();
  private boolean creates;

  /** Connects to the brokers of the options. */
  public Topics(JobOptions options) {
    this.options = options;
    this.admin = Admin.create(options.kafka().clientProperties());
  }

  /**
   * Creates missing topics and checks existing ones.
   *
   * @throws InterestStreamException with the topic or broker setting, what was found, what was
   *     expected, and the command or option that fixes it
   */
  public void prepare() {
    creates = true;
    checkAll();
  }

  /**
   * Checks existing topics, and changes nothing.
   *
   * @return names of the missing topics
   * @throws InterestStreamException as {@link #prepare} does
   */
  public List<String> check() {
    creates = false;
    checkAll();
    return List.copyOf(absent);
  }

  /** Number of partitions of a topic. */
  public int partitions(String topic) {
    return await("describe topic " + topic, admin.describeTopics(List.of(topic)).allTopicNames())
        .get(topic)
        .partitions()
        .size();
  }

  private void checkAll() {
    if (options.delivery().isExactlyOnce()) {
      checkTransactionTimeout();
    }
    Set<String> existing = await("list topics", admin.listTopics().names());
    ensure(options.topics().watchEvents(), "delete", Map.of(), existing);
    prepareErasures(existing);
    ensure(
        options.topics().interestUpdates(),
        "compact",
        Map.of(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1"),
        existing);
    ensure(options.topics().releaseEvents(), "delete", Map.of(), existing);
    int letter = DeadLetterSink.largestLetter(options);
    ensure(options.topics().deadLetters(), "delete", Map.of(), existing);

    String updates = options.topics().interestUpdates();
    requireSize(updates, UPDATE_BYTES, "a batch of updates");
    requireSize(options.topics().releaseEvents(), UPDATE_BYTES, "a batch of release events");
    requireSize(
        options.topics().deadLetters(),
        letter,
        "a dead letter with key, value and headers of "
            + options.ingest().letterBytes()
            + " bytes each ("
            + IngestOptions.DEAD_LETTER_BYTES.key()
            + ")");
    TimestampLimits limits = new TimestampLimits(this::config);
    ifPresent(
        updates,
        topic ->
            limits.requireAnyPast(
                topic, "updates have the timestamps of watch events, which may be old"));
    ifPresent(
        options.topics().releaseEvents(),
        topic ->
            limits.requireAnyPast(
                topic, "release events have the time of the report and may be written later"));
    ifPresent(options.topics().deadLetters(), limits::requirePresent);
  }

  /**
   * A job that starts without a checkpoint reads the erasures again. An erasure must therefore stay
   * on its topic as long as the events from before it. Only a start that reads them is refused.
   */
  private void prepareErasures(Collection<String> existing) {
    String erasures = options.topics().viewerErasures();
    String watches = options.topics().watchEvents();
    if (absent.contains(watches)) {
      ensure(erasures, "delete", Map.of(), existing);
      return;
    }
    long needed = retention(watches);
    ensure(
        erasures,
        "delete",
        Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(needed)),
        existing);
    ifPresent(erasures, present -> checkRetention(present, needed));
  }

  private void checkRetention(String erasures, long needed) {
    long found = retention(erasures);
    if (found < 0 || needed >= 0 && found >= needed) {
      return;
    }
    InterestStreamException fault =
        setting(
            erasures,
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(found),
            "at least that of topic "
                + options.topics().watchEvents()
                + ", or a rebuild would read events of erased viewers again",
            Long.toString(needed));
    if (options.start().fresh()) {
      throw fault;
    }
    LOG.error(fault.getMessage());
  }

  /** How long a topic keeps records, in ms; -1 for ever. */
  private long retention(String topic) {
    return Long.parseLong(config(topic).get(TopicConfig.RETENTION_MS_CONFIG).value());
  }

  private void ifPresent(String topic, Consumer<String> check) {
    if (!absent.contains(topic)) {
      check.accept(topic);
    }
  }

  private void requireSize(String topic, int needed, String what) {
    ifPresent(topic, present -> checkSize(present, needed, what));
  }

  private void checkSize(String topic, int needed, String what) {
    int allowed = Integer.parseInt(config(topic).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
    if (allowed < needed) {
      throw setting(
          topic,
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          Integer.toString(allowed),
          "at least " + needed + ", so that it accepts " + what,
          Integer.toString(needed));
    }
  }

  private void ensure(
      String topic, String policy, Map<String, String> settings, Collection<String> existing) {
    if (!existing.contains(topic)) {
      if (!creates) {
        absent.add(topic);
        return;
      }
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
        options.topics().replication() < 0
            ? Optional.empty()
            : Optional.of((short) options.topics().replication());
    NewTopic created =
        new NewTopic(topic, Optional.of(options.topics().partitions()), replicas).configs(all);
    try {
      await("create topic " + topic, admin.createTopics(List.of(created)).all());
    } catch (InterestStreamException e) {
      // Another job that starts at the same time may have created it first.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    awaitLeaders(topic);
  }

  /**
   * Waits until the leaders of a new topic accept requests. A leader that is not ready yet may
   * reject an idempotent producer's first batch and accept the second. The first is then out of
   * order until its delivery times out, minutes later.
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

  /** Describes a topic, and tries again, because not every broker knows a new topic immediately. */
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
      long wanted = options.delivery().transactionTimeout().toMillis();
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

  /** The exception for a wrong setting of a topic, with the command that fixes it. */
  static InterestStreamException setting(
      String topic, String setting, String found, String expected, String fix) {
    return InterestStreamException.environment(
        String.format(
            "topic %s: %s = %s (expected: %s; fix it with kafka-configs.sh --alter --entity-type"
                + " topics --entity-name %s --add-config %s=%s, or name another topic)",
            topic, setting, found, expected, topic, setting, fix),
        null);
  }

  private <T> T await(String what, KafkaFuture<T> answer) {
    return BoundedKafka.await(options, what, answer);
  }

  @Override
  public void close() {
    admin.close();
  }
}
