package io.intereststream.job.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * KafkaLifecycleTopics with a real broker. It is in this module because only this module can start
 * one.
 */
@Timeout(120)
class KafkaLifecycleTopicsITCase {
  @TempDir private static Path folder;
  private static LocalBroker broker;
  private static int tests;

  private Admin admin;
  private JobOptions options;
  private KafkaLifecycleTopics topics;

  @BeforeAll
  static void start() {
    broker = LocalBroker.in(folder).start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void make() throws Exception {
    tests++;
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    configuration.set(KafkaOptions.GROUP_ID, "group-" + tests);
    configuration.set(KafkaOptions.WATCH_EVENTS, "events-" + tests);
    configuration.set(KafkaOptions.INTEREST_UPDATES, "updates-" + tests);
    configuration.set(KafkaOptions.RELEASE_EVENTS, "release-events-" + tests);
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
    options = JobOptions.from(configuration);
    admin = Admin.create(options.kafka().clientProperties());
    admin
        .createTopics(
            List.of(
                new NewTopic(options.topics().watchEvents(), 3, (short) 1),
                new NewTopic(options.topics().interestUpdates(), 2, (short) 1),
                new NewTopic(options.topics().releaseEvents(), 2, (short) 1)))
        .all()
        .get();
    topics = connect();
  }

  private KafkaLifecycleTopics connect() {
    return new KafkaLifecycleTopics(
        options, List.of(options.topics().watchEvents()), InstantSource.system());
  }

  @AfterEach
  void close() {
    topics.close();
    admin.close();
  }

  private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
    Properties properties = options.kafka().clientProperties();
    if (transactionalId != null) {
      properties.put("transactional.id", transactionalId + tests);
    }
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    if (transactionalId != null) {
      producer.initTransactions();
    }
    return producer;
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int partition, int count)
      throws Exception {
    for (int i = 0; i < count; i++) {
      producer
          .send(
              new ProducerRecord<>(
                  options.topics().watchEvents(),
                  partition,
                  null,
                  ("v" + i).getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(options.topics().watchEvents(), number);
  }

  @Test
  void theEndIsThatOfTheLastVisibleRecord() throws Exception {
    assertThat(topics.visibleEnds()).isEmpty();
    try (KafkaProducer<byte[], byte[]> plain = producer(null);
        KafkaProducer<byte[], byte[]> transactional = producer("t")) {
      send(plain, 0, 5);
      transactional.beginTransaction();
      send(transactional, 0, 2);
      transactional.commitTransaction();
      // Offset 7 is the mark of the commit. 100 aborted records follow, and one that is open.
      transactional.beginTransaction();
      send(transactional, 0, 100);
      send(transactional, 1, 3);
      transactional.abortTransaction();
      assertThat(topics.visibleEnds()).containsExactlyEntriesOf(Map.of(partition(0), 7L));
      transactional.beginTransaction();
      send(transactional, 2, 1);
      assertThat(topics.visibleEnds()).containsExactlyEntriesOf(Map.of(partition(0), 7L));
      transactional.commitTransaction();
      assertThat(topics.visibleEnds())
          .containsExactlyInAnyOrderEntriesOf(Map.of(partition(0), 7L, partition(2), 1L));
    }
  }

  @Test
  void positionsAreThoseCommittedOrTheFirstOffset() throws Exception {
    try (KafkaProducer<byte[], byte[]> plain = producer(null)) {
      send(plain, 0, 5);
      send(plain, 1, 5);
    }
    assertThat(topics.use()).isEmpty();
    admin
        .alterConsumerGroupOffsets(
            options.kafka().groupId(),
            Map.of(partition(0), new OffsetAndMetadata(4), partition(1), new OffsetAndMetadata(1)))
        .all()
        .get();
    admin
        .deleteRecords(
            Map.of(partition(1), org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(3)))
        .all()
        .get();
    assertThat(topics.positions())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(partition(0), 4L, partition(1), 3L, partition(2), 0L));
    assertThat(topics.use())
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("consumer group " + options.kafka().groupId()));
    topics.resetPositions();
    Map<TopicPartition, Long> first = new HashMap<>();
    first.put(partition(0), 0L);
    first.put(partition(1), 3L);
    first.put(partition(2), 0L);
    assertThat(topics.positions()).isEqualTo(first);
  }

  @Test
  void updatesOfAJobAreAUse() throws Exception {
    try (KafkaProducer<byte[], byte[]> plain = producer(null)) {
      plain
          .send(new ProducerRecord<>(options.topics().interestUpdates(), 1, null, new byte[1]))
          .get();
    }
    assertThat(topics.use())
        .contains("topic " + options.topics().interestUpdates() + ": contains updates of a job");
  }

  @Test
  void jobsSeeEachOthersLeasesInTheOrderOfTheTopic() throws Exception {
    JobStart start =
        new JobStart(
            "A",
            7,
            new StateSettings(Map.of()),
            options.topics().interestUpdates(),
            options.kafka().groupId(),
            false,
            false,
            null,
            Duration.ofMinutes(2));
    // What else lies on the topic is nobody's lease.
    try (KafkaProducer<byte[], byte[]> plain = producer(null)) {
      byte[] key =
          Lifecycle.leaseKey(options.topics().interestUpdates()).getBytes(StandardCharsets.UTF_8);
      plain.send(new ProducerRecord<>(options.topics().releaseEvents(), 0, key, new byte[3])).get();
      plain
          .send(new ProducerRecord<>(options.topics().releaseEvents(), 0, null, new byte[3]))
          .get();
    }
    assertThat(topics.leases()).isEmpty();
    LifecycleState state = new LifecycleState("A", 7, start.settings());
    try (Lifecycle job =
        new Lifecycle(
            start, state, false, List.of(), this::connect, InstantSource.system(), "here")) {
      assertThat(job.step().refusal()).isNull();
      assertThat(topics.leases())
          .singleElement()
          .satisfies(
              notice -> {
                assertThat(notice.holder()).isEqualTo("A");
                assertThat(notice.host()).isEqualTo("here");
                assertThat(notice.released()).isFalse();
              });
      try (KafkaLifecycleTopics late = connect()) {
        assertThat(late.leases()).as("of the last hour").hasSize(1);
      }
      job.readerBegins();
      assertThat(job.step().caughtUpReader()).isEqualTo(1);
    }
    assertThat(topics.leases()).singleElement().matches(LeaseNotice::released);
    assertThat(topics.leases()).isEmpty();
  }

  @Test
  void aBrokerThatIsDownIsAnErrorWithinTheDeadline() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "127.0.0.1:1");
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
    JobOptions unreachable = JobOptions.from(configuration);
    long start = System.nanoTime();
    try (KafkaLifecycleTopics none =
        new KafkaLifecycleTopics(unreachable, List.of("events"), InstantSource.system())) {
      assertThatThrownBy(none::leases).isInstanceOf(KafkaException.class);
      assertThatThrownBy(none::positions)
          .isInstanceOf(InterestStreamException.class)
          .hasMessageContaining("interest-stream.kafka.bootstrap-servers = 127.0.0.1:1: ")
          .hasCauseInstanceOf(KafkaException.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
  }
}
