package io.intereststream.job.config;

import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.registry.RegistryAddress;
import io.intereststream.schema.CodecFactory;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * Every option of the job, read and checked together before anything starts.
 *
 * <p>Sources of truth: {@link KafkaOptions}, {@link HistoryOptions}, {@link ReleaseOptions}, {@link
 * DeliveryOptions}.
 */
public final class JobOptions implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String bootstrapServers;
  private final Properties clientProperties = new Properties();
  private final String groupId;
  private final String watchEvents;
  private final String interestUpdates;
  private final String deadLetters;
  private final String releaseEvents;
  private final int partitions;
  private final int replication;
  private final CodecFactory codecs;
  private final int window;
  private final int slack;
  private final Duration ttl;
  private final SignalPolicy signalPolicy;
  private final String registry;
  private final String localRegistry;
  private final String alias;
  private final Duration pollInterval;
  private final Duration reembedSeenWithin;
  private final Duration reembedWithin;
  private final double liveSample;
  private final String candidateAlias;
  private final boolean promotes;
  private final boolean rollsBack;
  private final int leastLiveEvents;
  private final double liveMargin;
  private final Duration publishInterval;
  private final double publishDistance;
  private final ItemTables itemTables;
  private final DeliveryGuarantee guarantee;
  private final String transactionalIdPrefix;
  private final Duration transactionTimeout;
  private final Integer parallelism;
  private final int maxParallelism;
  private final Duration bufferTimeout;

  /**
   * Reads and checks all options.
   *
   * @throws InvalidOptionsException naming every option that is wrong, what was found and what was
   *     expected
   */
  public static JobOptions from(ReadableConfig config) {
    try {
      return new JobOptions(config, new Checks(config));
    } catch (IllegalArgumentException e) {
      // How Flink says that a value is not of its option's type.
      throw new InvalidOptionsException(e);
    }
  }

  private JobOptions(ReadableConfig config, Checks checks) {
    bootstrapServers = checks.required(KafkaOptions.BOOTSTRAP_SERVERS);
    clientProperties.putAll(config.get(KafkaOptions.PROPERTIES));
    clientProperties.put("bootstrap.servers", String.valueOf(bootstrapServers));
    groupId = checks.required(KafkaOptions.GROUP_ID);
    watchEvents = checks.required(KafkaOptions.WATCH_EVENTS);
    interestUpdates = checks.required(KafkaOptions.INTEREST_UPDATES);
    deadLetters = checks.required(KafkaOptions.DEAD_LETTERS);
    releaseEvents = checks.required(KafkaOptions.RELEASE_EVENTS);
    checks.that(
        Stream.of(watchEvents, interestUpdates, deadLetters, releaseEvents).distinct().count() == 4,
        KafkaOptions.INTEREST_UPDATES,
        "four different topics for events, updates, dead letters and release events");
    partitions = checks.atLeast(1, KafkaOptions.PARTITIONS);
    replication = config.get(KafkaOptions.REPLICATION);
    checks.that(
        replication == -1 || replication >= 1, KafkaOptions.REPLICATION, "-1, or at least 1");
    codecs = codecs(config, checks);

    window = checks.atLeast(1, HistoryOptions.WINDOW);
    slack = config.getOptional(HistoryOptions.SLACK).orElse(window / 4);
    // A window that is refused itself has no slack to be right about.
    checks.that(
        window < 1 || (slack >= 0 && slack < window),
        HistoryOptions.SLACK,
        "0 to window - 1 = " + (window - 1));
    ttl = checks.zeroOrMore(HistoryOptions.TTL);
    Duration longView = checks.positive(HistoryOptions.LONG_VIEW);
    List<Action> positiveActions = config.get(HistoryOptions.POSITIVE_ACTIONS);
    checks.that(
        !positiveActions.contains(Action.HIDE),
        HistoryOptions.POSITIVE_ACTIONS,
        "any but HIDE, which is negative");

    String address = checks.required(ReleaseOptions.REGISTRY);
    registry = address == null ? null : RegistryAddress.withoutEscapes(address);
    localRegistry =
        Optional.ofNullable(address)
            .flatMap(RegistryAddress::localFolder)
            .map(Path::toString)
            .orElse(null);
    alias = checks.required(ReleaseOptions.ALIAS);
    pollInterval = checks.positive(ReleaseOptions.POLL_INTERVAL);
    reembedSeenWithin = checks.zeroOrMore(ReleaseOptions.REEMBED_SEEN_WITHIN);
    reembedWithin = checks.zeroOrMore(ReleaseOptions.REEMBED_WITHIN);
    liveSample = config.get(LiveOptions.SAMPLE);
    checks.that(liveSample >= 0 && liveSample <= 1, LiveOptions.SAMPLE, "0 to 1");
    candidateAlias = checks.required(LiveOptions.CANDIDATE_ALIAS);
    checks.that(
        !String.valueOf(candidateAlias).equals(alias),
        LiveOptions.CANDIDATE_ALIAS,
        "another alias than " + ReleaseOptions.ALIAS.key());
    promotes = local(LiveOptions.PROMOTE, config, checks);
    rollsBack = local(LiveOptions.ROLL_BACK, config, checks);
    leastLiveEvents = checks.atLeast(1, LiveOptions.LEAST_EVENTS);
    liveMargin = config.get(LiveOptions.MARGIN);
    checks.that(liveMargin >= 0 && liveMargin < 1, LiveOptions.MARGIN, "0 to below 1");
    publishInterval = checks.zeroOrMore(DeliveryOptions.INTERVAL);
    publishDistance = config.get(DeliveryOptions.DISTANCE);
    checks.that(
        publishDistance >= 0 && publishDistance < 2, DeliveryOptions.DISTANCE, "0 to below 2");
    itemTables = config.get(ReleaseOptions.ITEM_TABLES);

    guarantee = config.get(DeliveryOptions.GUARANTEE);
    checks.that(
        guarantee != DeliveryGuarantee.NONE,
        DeliveryOptions.GUARANTEE,
        "AT_LEAST_ONCE or EXACTLY_ONCE");
    transactionalIdPrefix = checks.required(DeliveryOptions.TRANSACTIONAL_ID_PREFIX);
    transactionTimeout = checks.positive(DeliveryOptions.TRANSACTION_TIMEOUT);
    if (guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
      Optional<Duration> interval = config.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL);
      checks.that(
          interval.isPresent(),
          CheckpointingOptions.CHECKPOINTING_INTERVAL,
          "an interval: EXACTLY_ONCE publishes at checkpoints");
      checks.that(
          interval.isEmpty() || transactionTimeout.compareTo(interval.get()) > 0,
          DeliveryOptions.TRANSACTION_TIMEOUT,
          "more than " + CheckpointingOptions.CHECKPOINTING_INTERVAL.key());
    }
    parallelism = config.getOptional(DeliveryOptions.PARALLELISM).orElse(null);
    maxParallelism = config.get(DeliveryOptions.MAX_PARALLELISM);
    checks.that(
        maxParallelism >= 1 && maxParallelism <= 32768,
        DeliveryOptions.MAX_PARALLELISM,
        "1 to 32768");
    checks.that(
        parallelism == null || (parallelism >= 1 && parallelism <= maxParallelism),
        DeliveryOptions.PARALLELISM,
        "1 to " + DeliveryOptions.MAX_PARALLELISM.key() + " = " + maxParallelism);
    bufferTimeout = checks.zeroOrMore(DeliveryOptions.BUFFER_TIMEOUT);

    checks.throwIfAny();
    signalPolicy = new SignalPolicy(longView.toMillis(), positiveActions);
  }

  /** An option that moves aliases: it needs a measure and a registry that is a folder. */
  private boolean local(ConfigOption<Boolean> option, ReadableConfig config, Checks checks) {
    boolean set = config.get(option);
    checks.that(
        !set || registry == null || localRegistry != null,
        option,
        "false with a registry that is no folder; " + registry + " is none");
    checks.that(
        !set || liveSample > 0, option, "false where " + LiveOptions.SAMPLE.key() + " is 0");
    return set;
  }

  private static CodecFactory codecs(ReadableConfig config, Checks checks) {
    if (config.get(KafkaOptions.FRAMING) == KafkaOptions.Framing.CONFLUENT) {
      String url = checks.required(KafkaOptions.REGISTRY_URL);
      try {
        return CodecFactory.confluent(URI.create(String.valueOf(url)));
      } catch (IllegalArgumentException e) {
        checks.that(false, KafkaOptions.REGISTRY_URL, "an address such as http://host:8081");
        return null;
      }
    }
    List<String> schemas = new ArrayList<>();
    for (String file : config.get(KafkaOptions.WRITER_SCHEMAS)) {
      try {
        schemas.add(Files.readString(Path.of(file)));
      } catch (IOException e) {
        checks.that(false, KafkaOptions.WRITER_SCHEMAS, "readable files; " + file + " is none");
      }
    }
    try {
      return CodecFactory.singleObject(schemas);
    } catch (RuntimeException e) {
      checks.that(false, KafkaOptions.WRITER_SCHEMAS, "Avro schemas; " + e.getMessage());
      return null;
    }
  }

  /** Kafka brokers to start from. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Properties of every Kafka client, the brokers among them; a copy. */
  public Properties clientProperties() {
    Properties copy = new Properties();
    copy.putAll(clientProperties);
    return copy;
  }

  public String groupId() {
    return groupId;
  }

  /** Name of the topic that the job reads. */
  public String watchEvents() {
    return watchEvents;
  }

  /** Name of the topic that the job writes. */
  public String interestUpdates() {
    return interestUpdates;
  }

  /** Name of the topic for records that are no valid watch event. */
  public String deadLetters() {
    return deadLetters;
  }

  /** Name of the topic for what becomes of model releases. */
  public String releaseEvents() {
    return releaseEvents;
  }

  /** Partitions of a topic that the job creates. */
  public int partitions() {
    return partitions;
  }

  /** Replicas of a topic that the job creates, -1 for the broker's default. */
  public int replication() {
    return replication;
  }

  public CodecFactory codecs() {
    return codecs;
  }

  /** Entries that a history may hold. */
  public int window() {
    return window;
  }

  /** Entries that a cut removes beyond the window. */
  public int slack() {
    return slack;
  }

  /** Time without a change after which a viewer is forgotten; zero for never. */
  public Duration ttl() {
    return ttl;
  }

  public SignalPolicy signalPolicy() {
    return signalPolicy;
  }

  /** Address of the registry's folder. */
  public String registry() {
    return registry;
  }

  /** The registry's folder; null where it is not on a file system of the machine. */
  public String localRegistry() {
    return localRegistry;
  }

  /** Alias of the release in force. */
  public String alias() {
    return alias;
  }

  public Duration pollInterval() {
    return pollInterval;
  }

  /** Viewers with a change within this time are brought to a new release; zero for none. */
  public Duration reembedSeenWithin() {
    return reembedSeenWithin;
  }

  /** Time over which that is spread. */
  public Duration reembedWithin() {
    return reembedWithin;
  }

  /** Share of viewers whose events are evaluated, 0 to 1. */
  public double liveSample() {
    return liveSample;
  }

  /** Alias of the release that is evaluated beside the one in force. */
  public String candidateAlias() {
    return candidateAlias;
  }

  /** Whether a better candidate becomes the production release by itself. */
  public boolean promotes() {
    return promotes;
  }

  /** Whether the job goes back to a better predecessor by itself. */
  public boolean rollsBack() {
    return rollsBack;
  }

  /** Evaluated events before either is done. */
  public int leastLiveEvents() {
    return leastLiveEvents;
  }

  /** By how much the hit rate must be higher for either. */
  public double liveMargin() {
    return liveMargin;
  }

  /** Least time between two updates of a viewer; zero for none. */
  public Duration publishInterval() {
    return publishInterval;
  }

  /** Least cosine distance between two updates of a viewer; 0 for any. */
  public double publishDistance() {
    return publishDistance;
  }

  /** What encoders do about that which depends on an item alone. */
  public ItemTables itemTables() {
    return itemTables;
  }

  public DeliveryGuarantee guarantee() {
    return guarantee;
  }

  public String transactionalIdPrefix() {
    return transactionalIdPrefix;
  }

  public Duration transactionTimeout() {
    return transactionTimeout;
  }

  /** Parallel subtasks, or empty for Flink's default. */
  public Optional<Integer> parallelism() {
    return Optional.ofNullable(parallelism);
  }

  public int maxParallelism() {
    return maxParallelism;
  }

  public Duration bufferTimeout() {
    return bufferTimeout;
  }

  /** Collects what is wrong, so that all of it is said at once. */
  private static final class Checks {
    private final ReadableConfig config;
    private final List<String> faults = new ArrayList<>();

    Checks(ReadableConfig config) {
      this.config = config;
    }

    <T> void that(boolean holds, ConfigOption<T> option, String expected) {
      if (!holds) {
        Object found = config.getOptional(option).map(Object.class::cast).orElse("not set");
        faults.add(option.key() + ": " + found + " (expected: " + expected + ")");
      }
    }

    String required(ConfigOption<String> option) {
      String value = config.get(option);
      that(value != null && !value.isBlank(), option, "a value");
      return value;
    }

    int atLeast(int least, ConfigOption<Integer> option) {
      that(config.get(option) >= least, option, "at least " + least);
      return config.get(option);
    }

    Duration zeroOrMore(ConfigOption<Duration> option) {
      Duration value = config.get(option);
      that(!value.isNegative(), option, "0 or more");
      return value;
    }

    Duration positive(ConfigOption<Duration> option) {
      Duration value = config.get(option);
      that(!value.isNegative() && !value.isZero(), option, "more than 0");
      return value;
    }

    void throwIfAny() {
      if (!faults.isEmpty()) {
        throw new InvalidOptionsException(faults);
      }
    }
  }
}
