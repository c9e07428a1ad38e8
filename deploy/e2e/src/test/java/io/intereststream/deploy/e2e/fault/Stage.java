package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.registry.RegistryLayout;
import io.intereststream.schema.Action;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The environment of a fault test: a real broker, a registry with one release, events, and the
 * audit.
 */
final class Stage implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int ITEMS = 60;
  private static final int VIEWERS = 25;
  private static final long START = 1_700_000_000_000L;

  private final Path folder;
  private final LocalBroker broker;
  private final Configuration configuration = new Configuration();
  private final Random random = new Random(5);
  private KafkaProducer<byte[], byte[]> producer;
  private int events;

  Stage(Path parent) throws Exception {
    // A path with a blank, for registry, broker, checkpoints and savepoints.
    this.folder = Files.createDirectory(parent.resolve("a stage"));
    publish("r1");
    broker =
        LocalBroker.in(folder.resolve("broker")).property("message.max.bytes", "4000000").start();
    // A list with blanks, as people write it.
    configuration.set(
        KafkaOptions.BOOTSTRAP_SERVERS,
        broker.bootstrapServers()
            + ", "
            + broker.bootstrapServers().replace(LocalBroker.HOST, "localhost"));
    configuration.set(KafkaOptions.PARTITIONS, 3);
    configuration.set(ReleaseOptions.REGISTRY, registry().toUri().toString());
    configuration.set(HistoryOptions.WINDOW, 12);
    configuration.set(HistoryOptions.SLACK, 4);
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, 2);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(300));
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(200));
  }

  private Path registry() {
    return folder.resolve("registry");
  }

  /** Writes a release with random weights and activates it. */
  void publish(String version) throws Exception {
    RandomRelease.of(version)
        .sizes(ITEMS, 16, 3, 8, 100)
        .seed(version.hashCode())
        .deviation(0.4)
        .activateIn(registry())
        .close();
  }

  /** Makes a release the active one. */
  void activate(String version) throws Exception {
    new ModelRegistry(registry()).activate("production", version);
  }

  /** Starts the job with the configuration of this stage. */
  LocalCluster start() throws Exception {
    return start(configuration);
  }

  /** Starts the job. */
  LocalCluster start(Configuration with) throws Exception {
    return start(with, EncoderProvider.serving());
  }

  /** Starts the job with encoders of the test's own. */
  LocalCluster start(Configuration with, EncoderProvider encoders) throws Exception {
    return LocalCluster.start(with, folder.resolve("flink"), encoders);
  }

  LocalBroker broker() {
    return broker;
  }

  Path folder() {
    return folder;
  }

  Configuration configuration() {
    return configuration;
  }

  /**
   * Returns the next event. Some are late, some hide an item, and some have an item that the
   * release does not know.
   */
  WatchEvent nextEvent() {
    int n = events++;
    return WatchEvent.newBuilder()
        .setEventId("e" + n)
        .setUserId("viewer-" + random.nextInt(VIEWERS))
        .setItemId("item-" + random.nextInt(ITEMS + 10))
        .setEventTime(Instant.ofEpochMilli(START + 1000L * n - random.nextInt(8_000)))
        .setWatchMs(random.nextInt(40_000))
        .setDurationMs(random.nextInt(10) == 0 ? null : 5_000L + random.nextInt(40_000))
        .setActions(random.nextInt(25) == 0 ? List.of(Action.HIDE) : List.of())
        .build();
  }

  /** Sends events, some of them twice, and waits for the acknowledgements. */
  void send(JobOptions options, int count) {
    sendWithoutWaiting(options, count);
    producer().flush();
  }

  /** Sends events, some of them twice. */
  void sendWithoutWaiting(JobOptions options, int count) {
    RecordCodec<WatchEvent> codec =
        options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
    for (int i = 0; i < count; i++) {
      WatchEvent event = nextEvent();
      byte[] value = codec.encode(event);
      send(options, event.getUserId(), value);
      if (random.nextInt(20) == 0) {
        send(options, event.getUserId(), value);
      }
    }
  }

  /** Sends raw bytes to the watch topic. */
  void send(JobOptions options, String key, byte[] value) {
    sendTo(options.topics().watchEvents(), key, value);
  }

  /** Sends raw bytes to any topic. */
  void sendTo(String topic, String key, byte[] value) {
    producer().send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  /** Sends raw bytes to a partition of any topic. */
  void sendTo(String topic, int partition, String key, byte[] value) {
    producer()
        .send(new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value));
  }

  void flush() {
    producer().flush();
  }

  /** Sends the erasure of a viewer. */
  void erase(JobOptions options, String viewer) {
    sendTo(options.topics().viewerErasures(), viewer, null);
    flush();
  }

  /** Commits the ends of the input topics, as a job that has read them does. */
  void commitPositions(JobOptions options) throws Exception {
    try (Admin admin = Admin.create(options.kafka().clientProperties())) {
      Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
      ends(admin, options.topics().watchEvents(), options.topics().viewerErasures())
          .forEach((partition, end) -> positions.put(partition, new OffsetAndMetadata(end)));
      admin.alterConsumerGroupOffsets(options.kafka().groupId(), positions).all().get();
    }
  }

  /** Deletes the oldest records of each partition of the watch topic, as retention does. */
  void deleteOldest(JobOptions options, double share) throws Exception {
    try (Admin admin = Admin.create(options.kafka().clientProperties())) {
      Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
      ends(admin, options.topics().watchEvents())
          .forEach(
              (partition, end) ->
                  deletions.put(partition, RecordsToDelete.beforeOffset((long) (end * share))));
      admin.deleteRecords(deletions).all().get();
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, String... topics) throws Exception {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin
        .describeTopics(List.of(topics))
        .allTopicNames()
        .get()
        .forEach(
            (topic, description) ->
                description
                    .partitions()
                    .forEach(
                        info ->
                            wanted.put(
                                new TopicPartition(topic, info.partition()), OffsetSpec.latest())));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(wanted)
        .all()
        .get()
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  /** Folder of the releases. */
  Path releases() {
    return new RegistryLayout(registry()).releases();
  }

  private KafkaProducer<byte[], byte[]> producer() {
    if (producer == null) {
      Properties properties = new Properties();
      properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
      properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "4000000");
      producer =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  /** Waits until the job has read everything, and audits. The audit must pass. */
  AuditReport audit(LocalCluster cluster) throws Exception {
    producer().flush();
    JobAudit.awaitCaughtUp(cluster.options(), LIMIT);
    cluster.check();
    AuditReport report = audit(cluster.options());
    assertThat(report.examples()).isEmpty();
    assertThat(report.holds()).isTrue();
    assertThat(report.viewersChecked()).isPositive();
    return report;
  }

  /** Audits the current content of the topics. */
  AuditReport audit(JobOptions options) throws Exception {
    return JobAudit.run(options, releases());
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(5));
    }
    broker.close();
  }
}
