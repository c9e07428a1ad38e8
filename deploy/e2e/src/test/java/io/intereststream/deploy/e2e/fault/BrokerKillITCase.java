package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.deploy.e2e.metric.CollectedMetrics;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Row 21: the broker is killed under load. With several requests in flight a producer could need
 * its delivery timeout, two minutes, until it went on.
 */
class BrokerKillITCase {
  private static final Duration LIMIT = Duration.ofSeconds(15);

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

  @ParameterizedTest
  @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
  void updatesFlowAgainWithinSecondsOfABrokerThatWasKilledUnderLoad(DeliveryGuarantee guarantee)
      throws Exception {
    stage.configuration().set(DeliveryOptions.GUARANTEE, guarantee);
    stage.configuration().set(DeliveryOptions.TRANSACTION_TIMEOUT, Duration.ofSeconds(60));
    Random random = new Random();
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      AtomicBoolean stopped = new AtomicBoolean();
      Thread load = new Thread(() -> load(options, stopped), "load");
      load.start();
      try {
        for (int kill = 1; kill <= 3; kill++) {
          awaitNewUpdate(options, System.currentTimeMillis());
          Thread.sleep(random.nextInt(700));
          stage.broker().kill();
          stage.broker().start();
          long back = System.currentTimeMillis();
          awaitNewUpdate(options, back);
          long seconds = (System.currentTimeMillis() - back) / 1000;
          System.out.printf(
              "%s, kill %d: updates again after %d s, %d restarts%n",
              guarantee, kill, seconds, CollectedMetrics.restarts());
          assertThat(seconds).isLessThanOrEqualTo(LIMIT.toSeconds());
        }
      } finally {
        stopped.set(true);
        load.join();
      }
      stage.audit(cluster);
    }
  }

  /** 2,000 events a second. */
  private void load(JobOptions options, AtomicBoolean stopped) {
    while (!stopped.get()) {
      stage.sendWithoutWaiting(options, 20);
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Waits for an update that the job made after a time. */
  private static void awaitNewUpdate(JobOptions options, long time) throws Exception {
    RecordCodec<InterestUpdate> codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    AtomicLong newest = new AtomicLong();
    try (UpdateFollower follower =
        new UpdateFollower(
            options,
            record -> {
              try {
                if (record.value() != null) {
                  newest.set(codec.decode(record.value()).getProcessedAt().toEpochMilli());
                }
              } catch (RecordDecodeException e) {
                throw new IllegalStateException(e);
              }
            })) {
      Awaitility.await("an update after the broker's start")
          .atMost(Stage.LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> newest.get() > time);
      assertThat(follower.updates()).isPositive();
    }
  }
}
