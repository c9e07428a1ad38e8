package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.audit.topic.CaughtUp;
import io.intereststream.deploy.e2e.metric.CollectedMetrics;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.KafkaOptions.LostPositions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read positions that the topic no longer has, and new partitions. */
class PositionsITCase {
  @TempDir private Path parent;
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(parent);
    CollectedMetrics.collect(stage.configuration());
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void sendEvent(JobOptions options, int partition, String user) throws Exception {
    RecordCodec<WatchEvent> codec =
        options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
    WatchEvent event =
        WatchEvent.newBuilder()
            .setEventId("e-" + user)
            .setUserId(user)
            .setItemId("item-1")
            .setEventTime(Instant.now())
            .setWatchMs(20_000)
            .setDurationMs(10_000L)
            .build();
    Properties properties = new Properties();
    properties.put("bootstrap.servers", stage.broker().bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  options.topics().watchEvents(),
                  partition,
                  user.getBytes(StandardCharsets.UTF_8),
                  codec.encode(event)))
          .get();
    }
  }

  /** While the job is down, retention deletes records that it has not read. */
  @Test
  void aPositionThatRetentionHasPassedEndsTheJobUnlessItIsToGoOn() throws Exception {
    String savepoint;
    JobOptions options;
    try (LocalCluster cluster = stage.start()) {
      options = cluster.options();
      stage.send(options, 300);
      JobAudit.awaitCaughtUp(options, Stage.LIMIT);
      savepoint = cluster.stopWithSavepoint();
    }
    stage.send(options, 300);
    stage.deleteOldest(options, 1);
    Configuration restored = LocalConfiguration.fromSavepoint(stage.configuration(), savepoint);
    assertThatThrownBy(() -> stage.start(restored).close())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContainingAll(
            "topic watch-events partition ",
            ": read position ",
            "records were deleted before the job read them",
            "interest-stream.kafka.lost-positions: CONTINUE");

    restored.set(KafkaOptions.LOST_POSITIONS, LostPositions.CONTINUE);
    CollectedMetrics.collect(restored);
    try (LocalCluster cluster = stage.start(restored)) {
      sendEvent(options, 0, "after");
      new Observed(options).awaitUpdate("after", cluster);
      assertThat(CollectedMetrics.sum("recordsLost")).isBetween(1L, 700L);
      assertThat(CollectedMetrics.restarts()).isZero();
    }
  }

  /** The same, for a job that had not read any record of the topic when it stopped. */
  @Test
  void recordsDeletedBeforeTheJobHasReadAnyAreLostToo() throws Exception {
    String savepoint;
    JobOptions options;
    try (LocalCluster cluster = stage.start()) {
      options = cluster.options();
      savepoint = cluster.stopWithSavepoint();
    }
    stage.send(options, 300);
    stage.deleteOldest(options, 1);
    Configuration restored = LocalConfiguration.fromSavepoint(stage.configuration(), savepoint);
    assertThatThrownBy(() -> stage.start(restored).close())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContainingAll(
            ": read position 0 (expected: ", "records were deleted before the job read them");
  }

  /** A topic that was recreated: its records have other offsets. */
  @Test
  void aPositionBeyondTheEndOfTheTopicEndsTheJobToo() throws Exception {
    String savepoint;
    JobOptions options;
    try (LocalCluster cluster = stage.start()) {
      options = cluster.options();
      stage.send(options, 300);
      Awaitility.await().atMost(Stage.LIMIT).until(() -> CollectedMetrics.sum("positive") > 30);
      savepoint = cluster.stopWithSavepoint();
    }
    try (Admin admin = Admin.create(options.kafka().clientProperties())) {
      admin.deleteTopics(List.of(options.topics().watchEvents())).all().get();
      Awaitility.await()
          .atMost(Stage.LIMIT)
          .until(() -> !admin.listTopics().names().get().contains(options.topics().watchEvents()));
      admin
          .createTopics(List.of(new NewTopic(options.topics().watchEvents(), 3, (short) 1)))
          .all()
          .get();
    }
    Configuration restored = LocalConfiguration.fromSavepoint(stage.configuration(), savepoint);
    assertThatThrownBy(() -> stage.start(restored).close())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContainingAll(
            "topic watch-events partition ", "(expected: 0 to 0", "the topic was recreated");
  }

  /** A start without a checkpoint begins at what there is. */
  @Test
  void aFreshStartOnATopicWhoseBeginningIsDeletedReadsTheRest() throws Exception {
    JobOptions options;
    try (LocalCluster cluster = stage.start()) {
      options = cluster.options();
    }
    stage.send(options, 300);
    stage.deleteOldest(options, 1);
    sendEvent(options, 1, "rest");
    // Viewers are published at the end of the rebuild, in a second instead of minutes.
    stage.configuration().set(ReleaseOptions.REEMBED_WITHIN, Duration.ofSeconds(1));
    try (LocalCluster cluster = stage.start()) {
      new Observed(options).awaitUpdate("rest", cluster);
      assertThat(CollectedMetrics.sum("recordsLost")).isZero();
    }
  }

  @Test
  void aNewPartitionIsReadWithinSeconds() throws Exception {
    try (LocalCluster cluster = stage.start();
        Admin admin = Admin.create(cluster.options().kafka().clientProperties())) {
      JobOptions options = cluster.options();
      admin
          .createPartitions(Map.of(options.topics().watchEvents(), NewPartitions.increaseTo(5)))
          .all()
          .get();
      sendEvent(options, 4, "new");
      Awaitility.await("an update from a new partition")
          .atMost(Duration.ofSeconds(20))
          .until(() -> !new Observed(options).updates("new").isEmpty());
      try (CaughtUp position = JobAudit.position(options)) {
        assertThat(position.isReachedWithin(Duration.ofSeconds(8)))
            .as("committed with the next checkpoint, though no other event arrives")
            .isTrue();
      }
    }
  }
}
