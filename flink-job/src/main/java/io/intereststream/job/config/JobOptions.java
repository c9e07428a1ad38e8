package io.intereststream.job.config;

import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import io.intereststream.job.config.KafkaOptions.LostPositions;
import io.intereststream.job.config.KafkaOptions.RegistryUnavailable;
import io.intereststream.job.tuning.TuningOptions;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.registry.RegistryAddress;
import io.intereststream.schema.CodecFactory;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * Every option of the job, read and checked together before anything starts.
 *
 * <p>They are declared in {@link KafkaOptions}, {@link IngestOptions}, {@link HistoryOptions},
 * {@link ReleaseOptions}, {@link EvaluationOptions}, {@link DeliveryOptions}, {@link StartOptions}
 * and {@link TuningOptions}.
 */
public final class JobOptions implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Duration LEAST_ALERT_AGE = Duration.ofMinutes(2);

  private final boolean fresh;
  private final boolean acceptsChangedOptions;
  private final Duration checkpointAlertAge;
  private final String bootstrapServers;
  private final Properties clientProperties = new Properties();
  private final String groupId;
  private final String watchEvents;
  private final String viewerErasures;
  private final String interestUpdates;
  private final String deadLetters;
  private final String releaseEvents;
  private final int partitions;
  private final int replication;
  private final LostPositions lostPositions;
  private final Duration partitionDiscovery;
  private final CodecFactory codecs;
  private final RegistryUnavailable registryUnavailable;
  private final IngestSettings ingest;
  private final int window;
  private final int slack;
  private final Duration ttl;
  private final int sweptPerSecond;
  private final Duration erasureMarker;
  private final Duration clockTolerance;
  private final SignalPolicy signalPolicy;
  private final String registry;
  private final String alias;
  private final Duration pollInterval;
  private final Duration leadTime;
  private final Duration reembedSeenWithin;
  private final Duration reembedWithin;
  private final Duration reembedOthersWithin;
  private final double evaluationSample;
  private final String candidateAlias;
  private final boolean promotes;
  private final boolean rollsBack;
  private final int leastEvaluatedEvents;
  private final Duration publishInterval;
  private final ItemTables itemTables;
  private final boolean warmsUpJit;
  private final boolean throttlesCpu;
  private final boolean batchesReencoding;
  private final DeliveryGuarantee guarantee;
  private final String transactionalIdPrefix;
  private final Duration transactionTimeout;

  /**
   * Reads and checks all options.
   *
   * @throws InvalidOptionsException naming every option that is wrong, what was found and what was
   *     expected
   */
  public static JobOptions from(Configuration config) {
    return new JobOptions(new OptionChecks(config));
  }

  private JobOptions(OptionChecks checks) {
    checks.noUnknownNames();
    fresh = checks.get(StartOptions.FRESH);
    acceptsChangedOptions = checks.get(StartOptions.ACCEPT_CHANGED_OPTIONS);
    Optional<String> beside = checks.optional(StartOptions.BESIDE);
    checks.that(
        beside.isEmpty() || NAME.matcher(beside.get()).matches(),
        StartOptions.BESIDE,
        "letters, digits, '.', '_' and '-'");
    String suffix = beside.map(name -> "-" + name).orElse("");
    checkpointAlertAge = checkpointAlertAge(checks);

    bootstrapServers = checks.required(KafkaOptions.BOOTSTRAP_SERVERS);
    clientProperties.putAll(checks.get(KafkaOptions.PROPERTIES));
    clientProperties.put("bootstrap.servers", String.valueOf(bootstrapServers));
    groupId = checks.required(KafkaOptions.GROUP_ID) + suffix;
    watchEvents = checks.required(KafkaOptions.WATCH_EVENTS);
    viewerErasures = checks.required(KafkaOptions.VIEWER_ERASURES);
    interestUpdates = checks.required(KafkaOptions.INTEREST_UPDATES) + suffix;
    deadLetters = checks.required(KafkaOptions.DEAD_LETTERS);
    releaseEvents = checks.required(KafkaOptions.RELEASE_EVENTS);
    checks.that(
        Stream.of(watchEvents, viewerErasures, interestUpdates, deadLetters, releaseEvents)
                .distinct()
                .count()
            == 5,
        KafkaOptions.INTEREST_UPDATES,
        "five different topics for events, erasures, updates, dead letters and release events");
    partitions = checks.atLeast(1, KafkaOptions.PARTITIONS);
    replication = checks.get(KafkaOptions.REPLICATION);
    checks.that(
        replication == -1 || replication >= 1, KafkaOptions.REPLICATION, "-1, or at least 1");
    lostPositions = checks.get(KafkaOptions.LOST_POSITIONS);
    partitionDiscovery = checks.positive(KafkaOptions.PARTITION_DISCOVERY);
    codecs = KafkaOptions.codecs(checks);
    registryUnavailable = checks.get(KafkaOptions.REGISTRY_UNAVAILABLE);
    ingest = IngestSettings.from(checks);

    window = checks.atLeast(1, HistoryOptions.WINDOW);
    slack = checks.optional(HistoryOptions.SLACK).orElse(window / 4);
    // A window that is wrong itself has no slack to be right about.
    checks.that(
        window < 1 || (slack >= 0 && slack < window),
        HistoryOptions.SLACK,
        "0 to window - 1 = " + (window - 1));
    ttl = checks.zeroOrMore(HistoryOptions.TTL);
    sweptPerSecond = checks.atLeast(1, HistoryOptions.SWEPT_PER_SECOND);
    erasureMarker = checks.zeroOrMore(HistoryOptions.ERASURE_MARKER);
    clockTolerance = checks.zeroOrMore(HistoryOptions.CLOCK_TOLERANCE);
    Supplier<SignalPolicy> policy = signalPolicy(checks);

    registry = checks.required(ReleaseOptions.REGISTRY);
    alias = checks.required(ReleaseOptions.ALIAS);
    pollInterval = checks.positive(ReleaseOptions.POLL_INTERVAL);
    leadTime = checks.zeroOrMore(ReleaseOptions.LEAD_TIME);
    reembedSeenWithin = checks.zeroOrMore(ReleaseOptions.REEMBED_SEEN_WITHIN);
    reembedWithin = checks.zeroOrMore(ReleaseOptions.REEMBED_WITHIN);
    reembedOthersWithin = checks.zeroOrMore(ReleaseOptions.REEMBED_OTHERS_WITHIN);
    evaluationSample = checks.get(EvaluationOptions.SAMPLE);
    checks.that(evaluationSample >= 0 && evaluationSample <= 1, EvaluationOptions.SAMPLE, "0 to 1");
    candidateAlias = checks.required(EvaluationOptions.CANDIDATE_ALIAS);
    checks.that(
        !String.valueOf(candidateAlias).equals(alias),
        EvaluationOptions.CANDIDATE_ALIAS,
        "another alias than " + ReleaseOptions.ALIAS.key());
    promotes = local(EvaluationOptions.PROMOTE, checks);
    rollsBack = local(EvaluationOptions.ROLL_BACK, checks);
    leastEvaluatedEvents = checks.atLeast(1, EvaluationOptions.LEAST_EVENTS);
    publishInterval = checks.zeroOrMore(DeliveryOptions.INTERVAL);
    itemTables = checks.get(ReleaseOptions.ITEM_TABLES);
    warmsUpJit = checks.get(TuningOptions.JIT_WARMUP);
    throttlesCpu = checks.get(TuningOptions.CPU_THROTTLE);
    batchesReencoding = checks.get(TuningOptions.REENCODE_BATCH);

    guarantee = checks.get(DeliveryOptions.GUARANTEE);
    checks.that(
        guarantee != DeliveryGuarantee.NONE,
        DeliveryOptions.GUARANTEE,
        "AT_LEAST_ONCE or EXACTLY_ONCE");
    transactionalIdPrefix = checks.required(DeliveryOptions.TRANSACTIONAL_ID_PREFIX) + suffix;
    transactionTimeout = checks.positive(DeliveryOptions.TRANSACTION_TIMEOUT);
    if (guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
      Optional<Duration> interval = checks.optional(CheckpointingOptions.CHECKPOINTING_INTERVAL);
      checks.that(
          interval.isPresent(),
          CheckpointingOptions.CHECKPOINTING_INTERVAL,
          "an interval: EXACTLY_ONCE publishes at checkpoints");
      checks.that(
          interval.isEmpty() || transactionTimeout.compareTo(interval.get()) > 0,
          DeliveryOptions.TRANSACTION_TIMEOUT,
          "more than " + CheckpointingOptions.CHECKPOINTING_INTERVAL.key());
    }

    checks.throwIfAny();
    signalPolicy = policy.get();
  }

  /**
   * Reads and checks the options of the signal policy alone.
   *
   * @throws InvalidOptionsException naming every one of them that is wrong
   */
  public static SignalPolicy signalPolicy(Configuration config) {
    OptionChecks checks = new OptionChecks(config);
    checks.noUnknownNames();
    Supplier<SignalPolicy> policy = signalPolicy(checks);
    checks.throwIfAny();
    return policy.get();
  }

  /** Checks the options of the signal policy, which can be made of them when no check fails. */
  private static Supplier<SignalPolicy> signalPolicy(OptionChecks checks) {
    Duration longView = checks.positive(HistoryOptions.LONG_VIEW);
    List<Action> positiveActions = checks.get(HistoryOptions.POSITIVE_ACTIONS);
    List<Action> negativeActions = checks.get(HistoryOptions.NEGATIVE_ACTIONS);
    checks.that(
        Collections.disjoint(positiveActions, negativeActions),
        HistoryOptions.POSITIVE_ACTIONS,
        "none of " + HistoryOptions.NEGATIVE_ACTIONS.key() + ", " + negativeActions);
    return () -> new SignalPolicy(longView.toMillis(), positiveActions, negativeActions);
  }

  private static Duration checkpointAlertAge(OptionChecks checks) {
    Duration interval =
        checks.optional(CheckpointingOptions.CHECKPOINTING_INTERVAL).orElse(Duration.ZERO);
    Duration byDefault = interval.multipliedBy(3);
    Duration age =
        checks
            .optional(StartOptions.CHECKPOINT_ALERT_AGE)
            .orElse(byDefault.compareTo(LEAST_ALERT_AGE) < 0 ? LEAST_ALERT_AGE : byDefault);
    checks.that(
        age.compareTo(interval) > 0,
        StartOptions.CHECKPOINT_ALERT_AGE,
        "more than " + CheckpointingOptions.CHECKPOINTING_INTERVAL.key());
    return age;
  }

  /** An option that moves aliases: it needs online evaluation and a registry that is a folder. */
  private boolean local(ConfigOption<Boolean> option, OptionChecks checks) {
    boolean set = checks.get(option);
    checks.that(
        !set || registry == null || localRegistry().isPresent(),
        option,
        "false, because the registry is not a local folder: " + registry);
    checks.that(
        !set || evaluationSample > 0,
        option,
        "false, because " + EvaluationOptions.SAMPLE.key() + " is 0");
    return set;
  }

  /** Whether the job may begin without a checkpoint on topics that a job has used already. */
  public boolean fresh() {
    return fresh;
  }

  /** Whether the job may go on from a state that was computed under other options. */
  public boolean acceptsChangedOptions() {
    return acceptsChangedOptions;
  }

  /** Age of the newest completed checkpoint from which on the job warns. */
  public Duration checkpointAlertAge() {
    return checkpointAlertAge;
  }

  /** Kafka brokers to connect to first. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Properties of every Kafka client, including the brokers; a copy. */
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

  /** Name of the topic of erasures. */
  public String viewerErasures() {
    return viewerErasures;
  }

  /** Name of the topic that the job writes. */
  public String interestUpdates() {
    return interestUpdates;
  }

  /** Name of the topic for records that are no valid watch event. */
  public String deadLetters() {
    return deadLetters;
  }

  /** Name of the topic for what happens to model releases. */
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

  /** What is done where a topic no longer has a reading position. */
  public LostPositions lostPositions() {
    return lostPositions;
  }

  /** Time between two looks for new partitions. */
  public Duration partitionDiscovery() {
    return partitionDiscovery;
  }

  public CodecFactory codecs() {
    return codecs;
  }

  /** What is done where the schema registry does not answer. */
  public RegistryUnavailable registryUnavailable() {
    return registryUnavailable;
  }

  /** Limits of what is read. */
  public IngestSettings ingest() {
    return ingest;
  }

  /** Maximum number of entries of a history. */
  public int window() {
    return window;
  }

  /** Entries that a cut removes beyond the window. */
  public int slack() {
    return slack;
  }

  /** Kafka time without a change after which a history ends; zero for never. */
  public Duration ttl() {
    return ttl;
  }

  /** Maximum number of viewers that a subtask forgets in a second. */
  public int sweptPerSecond() {
    return sweptPerSecond;
  }

  /** Time in which an erasure refuses older events. */
  public Duration erasureMarker() {
    return erasureMarker;
  }

  /** Largest distance of an event time after the Kafka timestamp that is not corrected. */
  public Duration clockTolerance() {
    return clockTolerance;
  }

  public SignalPolicy signalPolicy() {
    return signalPolicy;
  }

  /** Address of the registry's folder. */
  public String registry() {
    return registry;
  }

  /** The registry's folder; empty where it is not on a file system of the machine. */
  public Optional<Path> localRegistry() {
    return new RegistryAddress(registry).localFolder();
  }

  /** Alias of the active release. */
  public String alias() {
    return alias;
  }

  public Duration pollInterval() {
    return pollInterval;
  }

  /** Time between the validation of a release and its activation. */
  public Duration leadTime() {
    return leadTime;
  }

  /** Viewers with a change within this time are re-embedded first; zero for none. */
  public Duration reembedSeenWithin() {
    return reembedSeenWithin;
  }

  /** Time over which re-embedding is spread. */
  public Duration reembedWithin() {
    return reembedWithin;
  }

  /** Time over which the re-embedding of all others is spread; zero for none. */
  public Duration reembedOthersWithin() {
    return reembedOthersWithin;
  }

  /** Share of viewers whose events are evaluated, 0 to 1. */
  public double evaluationSample() {
    return evaluationSample;
  }

  /** Alias of the release that is evaluated beside the active one. */
  public String candidateAlias() {
    return candidateAlias;
  }

  /** Whether a better candidate is made the production release automatically. */
  public boolean promotes() {
    return promotes;
  }

  /** Whether the job goes back to a better previous release automatically. */
  public boolean rollsBack() {
    return rollsBack;
  }

  /** Minimum number of evaluated events before either is done. */
  public int leastEvaluatedEvents() {
    return leastEvaluatedEvents;
  }

  /** Shortest time between two updates of a viewer; zero for none. */
  public Duration publishInterval() {
    return publishInterval;
  }

  /** Whether encoders compute what depends on an item alone in advance. */
  public ItemTables itemTables() {
    return itemTables;
  }

  /** Whether the JIT is warmed up for release changes. */
  public boolean warmsUpJit() {
    return warmsUpJit;
  }

  /** Whether work beside an active release is slowed down. */
  public boolean throttlesCpu() {
    return throttlesCpu;
  }

  /** Whether histories that are encoded afresh wait for each other. */
  public boolean batchesReencoding() {
    return batchesReencoding;
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
}
