package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.deploy.e2e.metric.CollectedMetrics;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.config.StartOptions;
import io.intereststream.schema.Action;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events with unusual times or order, processed by the whole job. */
class HistoryCasesITCase {
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

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

  private void send(JobOptions options, String user, String event, int item, long time) {
    send(options, user, event, item, time, List.of());
  }

  private void send(
      JobOptions options, String user, String event, int item, long time, List<Action> actions) {
    WatchEvent sent =
        WatchEvent.newBuilder()
            .setEventId(event)
            .setUserId(user)
            .setItemId("item-" + item)
            .setEventTime(Instant.ofEpochMilli(time))
            .setWatchMs(20_000)
            .setDurationMs(10_000L)
            .setActions(actions)
            .build();
    RecordCodec<WatchEvent> codec =
        options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
    stage.send(options, user, codec.encode(sent));
    stage.flush();
  }

  private static List<InterestUpdate> updates(JobOptions options, String user) throws Exception {
    RecordCodec<InterestUpdate> codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    List<InterestUpdate> updates = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : new Observed(options).updates(user)) {
      if (record.value() != null) {
        updates.add(codec.decode(record.value()));
      }
    }
    return updates;
  }

  /** A clock that is 23 hours ahead, and a clock that counts microseconds. */
  @Test
  void aViewerWhoseClockWasAheadIsNotIgnoredAfterwards() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      long now = System.currentTimeMillis();
      for (int i = 0; i < 110; i++) {
        send(options, "ahead", "ahead-" + i, i % 60, now + 23 * HOUR_MS + i);
      }
      for (int i = 0; i < 5; i++) {
        send(options, "ahead", "right-" + i, i, System.currentTimeMillis());
        send(options, "microseconds", "micros-" + i, i, (now + i) * 1000);
      }
      send(options, "microseconds", "right", 1, System.currentTimeMillis());

      stage.audit(cluster);
      assertThat(updates(options, "ahead"))
          .extracting(update -> update.getEvent().getEventId())
          .endsWith("right-0", "right-1", "right-2", "right-3", "right-4");
      assertThat(updates(options, "microseconds"))
          .singleElement()
          .satisfies(update -> assertThat(update.getEvent().getEventId()).isEqualTo("right"));
      assertThat(CollectedMetrics.sum("correctedTimes")).isEqualTo(110);
      assertThat(new Observed(options).awaitLetters(5, cluster))
          .hasSize(5)
          .allSatisfy(
              letter ->
                  assertThat(letter.content().getErrorMessage())
                      .contains("looks like microseconds"));
    }
  }

  /** Rule 10: an erasure that is read after newer events would erase them, too. */
  @Test
  void aRebuildReadsTheErasuresBeforeTheEvents() throws Exception {
    JobOptions options;
    try (LocalCluster cluster = stage.start()) {
      options = cluster.options();
      for (int viewer = 0; viewer < 20; viewer++) {
        send(options, "viewer-" + viewer, "before", 1, System.currentTimeMillis());
        stage.erase(options, "viewer-" + viewer);
      }
      stage.audit(cluster);
      for (int viewer = 0; viewer < 20; viewer++) {
        send(options, "viewer-" + viewer, "after", 2, System.currentTimeMillis());
      }
      stage.audit(cluster);
    }
    stage.configuration().set(StartOptions.FRESH, true);
    stage.configuration().set(ReleaseOptions.REEMBED_WITHIN, Duration.ofSeconds(1));
    try (LocalCluster cluster = stage.start()) {
      send(options, "last", "last", 1, System.currentTimeMillis());
      new Observed(options).awaitUpdate("last", cluster);
      await()
          .atMost(Stage.LIMIT)
          .untilAsserted(() -> assertThat(stage.audit(cluster).leftOfOlderGeneration()).isZero());
      for (int viewer = 0; viewer < 20; viewer++) {
        assertThat(updates(options, "viewer-" + viewer))
            .last()
            .satisfies(update -> assertThat(update.getHistorySize()).isEqualTo(1));
      }
    }
  }

  /** A hide event also applies to older watch events that arrive after it. */
  @Test
  void aHiddenItemComesBackOnlyWithANewerWatch() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      long time = System.currentTimeMillis();
      send(options, "redelivered", "watch", 5, time);
      send(options, "redelivered", "hide", 5, time + 10, List.of(Action.HIDE));
      send(options, "redelivered", "watch", 5, time);
      send(options, "early", "hide", 5, time + 10, List.of(Action.HIDE));
      send(options, "early", "watch", 5, time);
      send(options, "again", "hide", 5, time + 10, List.of(Action.HIDE));
      send(options, "again", "watch", 5, time + 20);

      stage.audit(cluster);
      assertThat(updates(options, "redelivered"))
          .extracting(InterestUpdate::getHistorySize)
          .containsExactly(1, 0);
      assertThat(updates(options, "early")).isEmpty();
      assertThat(updates(options, "again"))
          .extracting(InterestUpdate::getHistorySize)
          .containsExactly(1);
      assertThat(CollectedMetrics.sum("negative_before")).isEqualTo(2);
    }
  }
}
