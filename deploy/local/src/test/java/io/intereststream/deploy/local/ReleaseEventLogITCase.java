package io.intereststream.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.job.publish.Topics;
import io.intereststream.job.release.AnnouncementLog;
import io.intereststream.job.release.ReleaseEventLog;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Properties;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The release-events topic of a real broker as the log of announcements. */
@Timeout(180)
class ReleaseEventLogITCase {
  @TempDir private static Path folder;
  private static LocalBroker broker;
  private static int tests;

  private JobOptions options;
  private AnnouncementLog log;

  @BeforeAll
  static void start() {
    broker = LocalBroker.in(folder).start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void prepare() {
    options = options("releases-" + ++tests);
    try (Topics topics = new Topics(options)) {
      topics.prepare();
    }
    log = new ReleaseEventLog(options, Clock.fixed(Instant.ofEpochMilli(1), ZoneOffset.UTC));
  }

  private static JobOptions options(String topic) {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    configuration.set(KafkaOptions.RELEASE_EVENTS, topic);
    configuration.set(KafkaOptions.PARTITIONS, 3);
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
    return JobOptions.from(configuration);
  }

  private static ModelRelease release(String version, long epoch) {
    return ModelRelease.newBuilder()
        .setVersion(version)
        .setManifestSha256("hash of " + version)
        .setEpoch(epoch)
        .setLocation("")
        .build();
  }

  private void report(ModelRelease release, ReleaseEventKind kind, KafkaProducer<byte[], byte[]> to)
      throws Exception {
    ReleaseEvent event = ReleaseEventWriter.complete(ReleaseEventWriter.about(release, kind), 0, 1);
    byte[] value =
        options
            .kafka()
            .codecs()
            .create(ReleaseEvent.class, options.topics().releaseEvents())
            .encode(event);
    to.send(new ProducerRecord<>(options.topics().releaseEvents(), value)).get();
  }

  private KafkaProducer<byte[], byte[]> producer(Properties more) {
    Properties properties = options.kafka().clientProperties();
    properties.putAll(more);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Test
  void anEmptyTopicHasNoEpoch() {
    assertThat(log.read()).isEqualTo(new AnnouncementLog.Content(0, null));
  }

  @Test
  void theHighestEpochOfAllPartitionsCountsAndTheNewestAnnouncement() throws Exception {
    for (int epoch = 1; epoch <= 20; epoch++) {
      log.append(release("r" + epoch % 7, epoch));
    }
    assertThat(log.read()).isEqualTo(new AnnouncementLog.Content(20, release("r6", 20)));
    try (KafkaProducer<byte[], byte[]> producer = producer(new Properties())) {
      report(release("r1", 21), ReleaseEventKind.LIVE, producer);
    }
    assertThat(log.read()).isEqualTo(new AnnouncementLog.Content(21, release("r6", 20)));
  }

  @Test
  void recordsThatAreNoReleaseEventsArePassedOver() throws Exception {
    log.append(release("r1", 5));
    try (KafkaProducer<byte[], byte[]> producer = producer(new Properties())) {
      for (byte[] value : new byte[][] {{1, 2, 3}, {}, null}) {
        producer.send(new ProducerRecord<>(options.topics().releaseEvents(), value)).get();
      }
    }
    log.append(release("r2", 6));
    assertThat(log.read()).isEqualTo(new AnnouncementLog.Content(6, release("r2", 6)));
  }

  /** An epoch in a transaction that hangs or was aborted may have been used. */
  @Test
  void transactionsThatAreOpenOrAbortedDelayNothingAndCount() throws Exception {
    Properties properties = new Properties();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "hangs-" + tests);
    try (KafkaProducer<byte[], byte[]> producer = producer(properties)) {
      producer.initTransactions();
      producer.beginTransaction();
      report(release("r1", 8), ReleaseEventKind.ACTIVATED, producer);
      assertThat(log.read().highestEpoch()).as("open").isEqualTo(8);
      producer.abortTransaction();
      assertThat(log.read().highestEpoch()).as("aborted").isEqualTo(8);
    }
  }

  @Test
  void aTopicThatIsNotThereIsNoEmptyLog() {
    AnnouncementLog none = new ReleaseEventLog(options("no-such-topic"), Clock.systemUTC());
    assertThatThrownBy(none::read)
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContainingAll("topic no-such-topic at ", ": cannot be read: ");
  }

  /** Another job on the same topic, with another update topic, is not asked to publish again. */
  @Test
  void lostUpdatesOfThisJobAreFoundOnceTheyAreReported() throws Exception {
    ReleaseEventLog own = exactlyOnce("updates-a");
    ReleaseEventLog other = exactlyOnce("updates-b");
    own.append(release("v1", 5));
    assertThat(own.lostEpoch()).isZero();
    own.report(new IllegalStateException("fenced"));
    assertThat(own.lostEpoch()).isEqualTo(6);
    assertThat(other.lostEpoch()).isZero();
    assertThat(own.read().highestEpoch()).isEqualTo(6);
    assertThat(own.read().newest()).isEqualTo(release("v1", 5));
    assertThat(exactlyOnce("updates-a").lostEpoch()).as("after a restart").isEqualTo(6);
    assertThat(log.read().highestEpoch()).isEqualTo(6);
    assertThat(log.lostEpoch()).as("at least once").isZero();
  }

  private ReleaseEventLog exactlyOnce(String updates) {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    configuration.set(KafkaOptions.RELEASE_EVENTS, options.topics().releaseEvents());
    configuration.set(KafkaOptions.INTEREST_UPDATES, updates);
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
    configuration.set(DeliveryOptions.GUARANTEE, DeliveryGuarantee.EXACTLY_ONCE);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    return new ReleaseEventLog(
        JobOptions.from(configuration), Clock.fixed(Instant.ofEpochMilli(1), ZoneOffset.UTC));
  }
}
