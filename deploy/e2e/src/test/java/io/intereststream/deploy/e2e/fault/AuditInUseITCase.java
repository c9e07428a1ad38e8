package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.AuditOptions;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.baseline.TrustedHistories;
import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.cli.job.SavepointHistories;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.StartOptions;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Audits of topics in use: the job is running, and so are producers. */
class AuditInUseITCase {
  private static final String GONE = "the first event is no longer on the topic";
  private static final int EVENTS_PER_SECOND = 500;

  @TempDir private Path parent;
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(parent);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private AuditReport audit(JobOptions options, Path baseline) throws Exception {
    return audit(options, baseline, null);
  }

  private AuditReport audit(JobOptions options, Path baseline, TrustedHistories trusted)
      throws Exception {
    AuditReport report =
        JobAudit.run(
            options,
            stage.releases(),
            new AuditOptions(Stage.LIMIT, false, baseline, trusted, false));
    System.out.printf(
        "audit: %d checked, %d not checked %s, %d events, %d mismatches%n",
        report.viewersChecked(),
        report.viewersNotChecked(),
        report.notChecked(),
        report.eventsRead(),
        report.mismatches());
    assertThat(report.examples()).isEmpty();
    assertThat(report.holds()).isTrue();
    return report;
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
  void whileEventsArrive(DeliveryGuarantee guarantee) throws Exception {
    stage.configuration().set(DeliveryOptions.GUARANTEE, guarantee);
    stage.configuration().set(DeliveryOptions.TRANSACTION_TIMEOUT, Duration.ofSeconds(60));
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      AtomicBoolean stop = new AtomicBoolean();
      CompletableFuture<Integer> sending = sendSteadily(options, stop);
      try {
        long before = 0;
        for (int i = 0; i < 3; i++) {
          AuditReport report = audit(options, null);
          assertThat(report.eventsRead()).isGreaterThan(before);
          before = report.eventsRead();
          assertThat(report.viewersChecked()).isPositive();
          assertThat(report.viewersNotChecked()).isZero();
        }
      } finally {
        stop.set(true);
      }
      assertThat(sending.get()).isPositive();
      cluster.check();
    }
  }

  private CompletableFuture<Integer> sendSteadily(JobOptions options, AtomicBoolean stop) {
    return CompletableFuture.supplyAsync(
        () -> {
          long start = System.nanoTime();
          int sent = 0;
          while (!stop.get()) {
            stage.send(options, EVENTS_PER_SECOND / 50);
            sent += EVENTS_PER_SECOND / 50;
            long due = start + sent * (1_000_000_000L / EVENTS_PER_SECOND);
            LockSupport.parkNanos(due - System.nanoTime());
          }
          return sent;
        });
  }

  @Test
  void withTransactionalProducers() throws Exception {
    try (LocalCluster cluster = stage.start();
        KafkaProducer<byte[], byte[]> producer = transactional()) {
      JobOptions options = cluster.options();
      RecordCodec<WatchEvent> codec =
          options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
      producer.initTransactions();
      for (int i = 0; i < 30; i++) {
        producer.beginTransaction();
        for (int n = 0; n < 20; n++) {
          WatchEvent event = stage.nextEvent();
          producer.send(
              new ProducerRecord<>(
                  options.topics().watchEvents(), key(event.getUserId()), codec.encode(event)));
        }
        if (i % 3 == 2) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
      // The last transactions are aborted, so that the topic ends with records nobody sees.
      assertThat(audit(options, null).eventsRead()).isEqualTo(400);

      producer.beginTransaction();
      WatchEvent open = stage.nextEvent();
      producer.send(
          new ProducerRecord<>(
              options.topics().watchEvents(), key(open.getUserId()), codec.encode(open)));
      producer.flush();
      assertThat(audit(options, null).eventsRead()).isEqualTo(400);
      producer.commitTransaction();
      assertThat(audit(options, null).eventsRead()).isEqualTo(401);
    }
  }

  private KafkaProducer<byte[], byte[]> transactional() {
    Properties properties = new Properties();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stage.broker().bootstrapServers());
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "audit-test");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aViewerInFourPartitions() throws Exception {
    stage.configuration().set(KafkaOptions.PARTITIONS, 4);
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      stage.send(options, 200);
      for (int partition = 0; partition < 4; partition++) {
        sendPlain(options, "few", partition, 2);
        // Too many for a window: what is cut depends on the order of arrival.
        sendPlain(options, "many", partition, 5);
      }
      AuditReport report = audit(options, null);
      assertThat(report.notChecked())
          .containsExactly(
              Map.entry(
                  "the events are in several partitions, and the result depends on their order",
                  1L));
    }
  }

  private void sendPlain(JobOptions options, String viewer, int partition, int count) {
    RecordCodec<WatchEvent> codec =
        options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
    for (int i = 0; i < count; i++) {
      WatchEvent event = stage.nextEvent();
      event.setUserId(viewer);
      event.setWatchMs(30_000);
      event.setDurationMs(20_000L);
      event.setActions(List.of());
      event.setEventTime(Instant.ofEpochMilli(1_700_000_000_000L + partition * 1000L + i));
      stage.sendTo(options.topics().watchEvents(), partition, viewer, codec.encode(event));
    }
    stage.flush();
  }

  @Test
  void twoNightsWithABaselineWhileTheOldestHalfOfTheTopicIsDeleted() throws Exception {
    Path baseline = parent.resolve("nightly");
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      stage.send(options, 600);
      stage.erase(options, "viewer-3");
      AuditReport first = audit(options, baseline);
      assertThat(first.viewersNotChecked()).isZero();
      assertThat(first.baselineViewers()).isPositive();
      stage.send(options, 400);
      audit(options, null);

      stage.deleteOldest(options, 0.5);
      AuditReport alone = audit(options, null);
      assertThat(alone.notChecked()).containsOnlyKeys(GONE);
      assertThat(alone.viewersChecked()).isPositive();

      AuditReport second = audit(options, baseline);
      assertThat(second.viewersNotChecked()).isZero();
      assertThat(second.viewersChecked()).isGreaterThanOrEqualTo(first.viewersChecked());

      stage.send(options, 300);
      stage.deleteOldest(options, 0.6);
      AuditReport third = audit(options, baseline);
      assertThat(third.viewersNotChecked()).isZero();
      assertThat(third.viewersChecked()).isGreaterThanOrEqualTo(first.viewersChecked());
    }
    Configuration other = new Configuration(stage.configuration());
    other.set(HistoryOptions.WINDOW, 13);
    assertThat(catchMessage(() -> audit(JobOptions.from(other), baseline)))
        .contains("window: 12 (expected: 13, as the job has it)");
  }

  /** A first audit when the topic is short already. */
  @Test
  void theHistoriesOfASavepointStandInForDeletedEvents() throws Exception {
    Path baseline = parent.resolve("nightly");
    String address;
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      stage.send(options, 600);
      stage.erase(options, "viewer-3");
      JobAudit.awaitCaughtUp(options, Stage.LIMIT);
      address = cluster.stopWithSavepoint();
      stage.deleteOldest(options, 0.9);
    }
    Configuration resumed = LocalConfiguration.fromSavepoint(stage.configuration(), address);
    try (LocalCluster cluster = stage.start(resumed)) {
      JobOptions options = cluster.options();
      stage.send(options, 300);
      assertThat(audit(options, null).notChecked()).containsOnlyKeys(GONE);

      SavepointHistories trusted = new SavepointHistories(address, options);
      AuditReport first = audit(options, baseline, trusted);
      assertThat(first.viewersNotChecked()).isZero();
      assertThat(first.trusted()).isEqualTo("savepoint " + address);
      stage.send(options, 300);
      AuditReport second = audit(options, baseline);
      assertThat(second.viewersNotChecked()).isZero();
      assertThat(second.trusted()).as("what the first audit trusted").isEqualTo(first.trusted());

      assertThat(catchMessage(() -> audit(options, baseline, trusted)))
          .contains("exists already (expected: another folder");
      assertThat(catchMessage(() -> audit(options, null, new SavepointHistories("/no", options))))
          .contains("savepoint /no", "(expected: a savepoint of this job");
    }
  }

  /** The watch topic has nothing of them any more, so that a job that starts over forgets them. */
  @Test
  void viewersWhomAnEarlierJobLeftOnTheTopicAreErasedOnRequest() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      sendPlain(cluster.options(), "left", 0, 3);
      stage.audit(cluster);
      stage.deleteOldest(cluster.options(), 1);
    }
    stage.configuration().set(StartOptions.FRESH, true);
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      stage.send(options, 300);
      assertThat(stage.audit(cluster).leftOfOlderGeneration()).isEqualTo(1);
      AuditReport erased =
          JobAudit.run(
              options, stage.releases(), new AuditOptions(Stage.LIMIT, false, null, null, true));
      assertThat(erased.erasedLeft()).isEqualTo(1);
      assertThat(new Observed(options).updates("left"))
          .last()
          .satisfies(record -> assertThat(record.value()).isNull());
      AuditReport after = stage.audit(cluster);
      assertThat(after.leftOfOlderGeneration()).isZero();
      assertThat(after.viewersChecked()).isEqualTo(erased.viewersChecked());
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static String catchMessage(Action action) throws Exception {
    try {
      action.run();
    } catch (InterestStreamException e) {
      return e.getMessage();
    }
    throw new AssertionError("no error");
  }
}
