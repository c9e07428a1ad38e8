package io.intereststream.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.IngestOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.config.StartOptions;
import io.intereststream.job.publish.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the job checks and creates topics before it starts. */
class TopicsITCase {
  @TempDir private static Path folder;
  private static LocalBroker broker;
  private static int tests;

  private final Configuration configuration = new Configuration();

  @BeforeAll
  static void start() {
    broker = LocalBroker.in(folder).property("transaction.max.timeout.ms", "60000").start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** Each test uses its own topics. */
  @BeforeEach
  void configure() {
    tests++;
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    configuration.set(KafkaOptions.WATCH_EVENTS, "events-" + tests);
    configuration.set(KafkaOptions.INTEREST_UPDATES, "updates-" + tests);
    configuration.set(KafkaOptions.DEAD_LETTERS, "letters-" + tests);
    configuration.set(KafkaOptions.PARTITIONS, 2);
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
  }

  private void prepare() {
    try (Topics topics = new Topics(JobOptions.from(configuration))) {
      topics.prepare();
    }
  }

  private static void create(String topic, Map<String, String> settings) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(settings))).all().get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static String setting(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = admin()) {
      return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
    }
  }

  @Test
  void absentTopicsAreCreatedWithTheRightPolicy() throws Exception {
    prepare();
    prepare();
    assertThat(setting("events-" + tests, "cleanup.policy")).isEqualTo("delete");
    assertThat(setting("updates-" + tests, "cleanup.policy")).isEqualTo("compact");
    assertThat(setting("letters-" + tests, "cleanup.policy")).isEqualTo("delete");
  }

  @Test
  void aDryRunNamesWhatIsAbsentAndCreatesNothing() throws Exception {
    configuration.set(KafkaOptions.RELEASE_EVENTS, "release-events-" + tests);
    try (Topics topics = new Topics(JobOptions.from(configuration));
        Admin admin = admin()) {
      assertThat(topics.check())
          .contains("events-" + tests, "updates-" + tests, "letters-" + tests);
      assertThat(admin.listTopics().names().get())
          .doesNotContain("events-" + tests, "updates-" + tests, "letters-" + tests);
    }
    prepare();
    try (Topics topics = new Topics(JobOptions.from(configuration))) {
      assertThat(topics.check()).isEmpty();
      assertThat(topics.partitions("updates-" + tests)).isEqualTo(2);
    }
  }

  @Test
  void erasuresMustBeKeptAsLongAsEvents() throws Exception {
    configuration.set(KafkaOptions.VIEWER_ERASURES, "erasures-" + tests);
    create("events-" + tests, Map.of("retention.ms", "2592000000"));
    prepare();
    assertThat(setting("erasures-" + tests, "retention.ms")).isEqualTo("2592000000");

    configuration.set(KafkaOptions.VIEWER_ERASURES, "short-" + tests);
    create("short-" + tests, Map.of("retention.ms", "604800000"));
    prepare();
    configuration.setString(StartOptions.FRESH_KEY, "true");
    assertThatThrownBy(this::prepare)
        .hasMessageContainingAll(
            "topic short-" + tests + ": retention.ms = 604800000 (expected: at least that of topic",
            "--add-config retention.ms=2592000000");
    configuration.set(KafkaOptions.VIEWER_ERASURES, "for-ever-" + tests);
    create("for-ever-" + tests, Map.of("retention.ms", "-1"));
    prepare();
  }

  @Test
  void aTopicWithAWrongPolicyIsRefusedWithItsMend() throws Exception {
    create("updates-" + tests, Map.of("cleanup.policy", "delete"));
    assertThatThrownBy(this::prepare)
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContainingAll(
            "topic updates-" + tests + ": cleanup.policy = delete (expected: compact",
            "--entity-name updates-" + tests + " --add-config cleanup.policy=compact");
  }

  /** The size of dead letters is limited, whatever record size the watch topic accepts. */
  @Test
  void deadLettersMustTakeTheLargestLetter() throws Exception {
    create("events-" + tests, Map.of("max.message.bytes", "50000000"));
    create("letters-" + tests, Map.of("max.message.bytes", "147455"));
    assertThatThrownBy(this::prepare)
        .hasMessageContainingAll(
            "topic letters-" + tests + ": max.message.bytes = 147455",
            "32768 bytes each (interest-stream.ingest.dead-letter-bytes)",
            "--add-config max.message.bytes=147456");
    configuration.set(IngestOptions.DEAD_LETTER_BYTES, new MemorySize(32_767));
    prepare();
  }

  @Test
  void updatesMustBeTakenWhateverTheirSize() throws Exception {
    create("updates-" + tests, Map.of("cleanup.policy", "compact", "max.message.bytes", "10000"));
    assertThatThrownBy(this::prepare)
        .hasMessageContainingAll(
            "topic updates-" + tests + ": max.message.bytes = 10000 (expected: at least 262144");
  }

  /** The job would fail again and again if the topic refused an update because of its timestamp. */
  @Test
  void updatesMustBeTakenWhateverTheAgeOfTheirEvents() throws Exception {
    String updates = "updates-" + tests;
    create(
        updates,
        Map.of("cleanup.policy", "compact", "message.timestamp.before.max.ms", "86400000"));
    assertThatThrownBy(this::prepare)
        .hasMessageContainingAll(
            "topic " + updates + ": message.timestamp.before.max.ms = 86400000 (expected: ",
            "--add-config message.timestamp.before.max.ms=9223372036854775807");
  }

  @Test
  void topicsMustBearClocksThatDiffer() throws Exception {
    create("letters-" + tests, Map.of("message.timestamp.after.max.ms", "0"));
    assertThatThrownBy(this::prepare)
        .hasMessageContainingAll(
            "topic letters-" + tests + ": message.timestamp.after.max.ms = 0 (expected: at least",
            "--add-config message.timestamp.after.max.ms=60000");
  }

  @Test
  void topicsThatTakeTheBrokersTimeBearAnyLimit() throws Exception {
    create(
        "updates-" + tests,
        Map.of(
            "cleanup.policy",
            "compact",
            "message.timestamp.before.max.ms",
            "1",
            "message.timestamp.type",
            "LogAppendTime"));
    prepare();
  }

  @Test
  void exactlyOnceIsCheckedAgainstTheBroker() {
    configuration.set(DeliveryOptions.GUARANTEE, DeliveryGuarantee.EXACTLY_ONCE);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    configuration.set(DeliveryOptions.TRANSACTION_TIMEOUT, Duration.ofMinutes(2));
    assertThatThrownBy(this::prepare)
        .hasMessageContaining(
            "interest-stream.delivery.transaction-timeout: 120000 ms (expected: at most"
                + " transaction.max.timeout.ms of broker 1, 60000 ms");
    configuration.set(DeliveryOptions.TRANSACTION_TIMEOUT, Duration.ofSeconds(50));
    prepare();
  }

  @Test
  void brokersThatAreNotThereAreNamed() {
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "127.0.0.1:1");
    configuration.set(
        KafkaOptions.PROPERTIES,
        Map.of("default.api.timeout.ms", "2000", "request.timeout.ms", "1000"));
    assertThatThrownBy(this::prepare)
        .hasMessageContaining("interest-stream.kafka.bootstrap-servers = 127.0.0.1:1");
  }
}
