package io.intereststream.deploy.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.model.registry.RegistryLayout;
import io.intereststream.schema.ReleaseEventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of a real cluster under at-least-once delivery, one after the other on one job. Options:
 * {@code -Dinterest.faults.times=N} tries each N times, {@code -Dinterest.faults.full=true} runs
 * the long ones in full length, {@code -Dinterest.faults.seed} repeats the random moments.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // Each test tries its fault as often as asked for.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultITCase {
  private static final Duration LIMIT = ClusterStage.LIMIT;

  /** Longer than the time after which subtasks with different releases are reported. */
  private static final Duration DIVERGENCE = Duration.ofMinutes(5).plus(LIMIT);

  /** Tables of 500 MB. */
  private static final int LARGE_ITEMS = 600_000;

  private static final int LARGE_HIDDEN = 64;

  /** Hidden size of a release with which the job cannot keep up. */
  private static final int SLOW_HIDDEN = 512;

  @TempDir private static Path folder;
  private static FaultTrials trials;

  /** The release about which subtasks differ; null for none. */
  private static String differing;

  @BeforeAll
  static void open() throws Exception {
    trials = new FaultTrials(folder, DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @AfterAll
  static void close() throws Exception {
    if (trials != null) {
      trials.close();
    }
  }

  private static ClusterStage stage() {
    return trials.stage();
  }

  @Test
  @Order(1)
  void aTaskManagerIsKilled() throws Exception {
    trials.tryOut("TaskManager killed", stage()::killTaskManager);
  }

  @Test
  @Order(2)
  void theJobManagerIsKilled() throws Exception {
    trials.tryOut("JobManager killed, high availability", stage()::killJobManager);
  }

  @Test
  @Order(3)
  void theNetworkIsCutForLongerThanADeliveryMayTake() throws Exception {
    Duration cut = ClusterStage.DELIVERY_TIMEOUT.plusSeconds(8);
    trials.tryOut(
        "network cut for " + cut.toSeconds() + " s, proxy", () -> stage().cutNetwork(cut));
  }

  /**
   * Updates continue. The job reports the missing files, and a savepoint repairs this, as the log
   * says. If RocksDB has compacted meanwhile, a later checkpoint is complete again.
   */
  @Test
  @Order(4)
  void theCheckpointsAreDeleted() throws Exception {
    trials.tryOut(
        "checkpoint folder deleted",
        () -> {
          stage().checkpoints().deleteAll();
          await("an alarm, or a checkpoint with all its files")
              .atMost(LIMIT)
              // Files go while they are listed: a checkpoint replaces the one before.
              .ignoreExceptionsInstanceOf(IOException.class)
              .until(
                  () ->
                      stage().isLogged("files are missing")
                          || stage().checkpoints().isNewestWhole());
          stage().secondsUntilUpdatesFlow(System.currentTimeMillis());
          stage().restartFromSavepoint();
          return System.currentTimeMillis();
        });
  }

  @Test
  @Order(5)
  void theRegistryIsAtAnotherAddress() throws Exception {
    trials.tryOut(
        "registry at another address",
        () -> {
          stage().moveRegistry();
          stage().secondsUntilUpdatesFlow(System.currentTimeMillis());
          stage().restartFromSavepoint();
          return System.currentTimeMillis();
        });
  }

  @Test
  @Order(6)
  void theRegistryIsSlow() throws Exception {
    trials.tryOut(
        "registry slow, a new release there",
        () -> {
          FaultyFileSystem.begin(stage().registry(), FaultyFileSystem.Fault.SLOW);
          try {
            activateAnother();
          } finally {
            FaultyFileSystem.end(stage().registry());
          }
          return System.currentTimeMillis();
        });
  }

  @Test
  @Order(7)
  void theRegistryIsUnreachable() throws Exception {
    trials.tryOut(
        "registry unreachable, a new release there",
        () -> {
          FaultyFileSystem.begin(stage().registry(), FaultyFileSystem.Fault.UNREACHABLE);
          String version = stage().nextRelease();
          try {
            stage().publish(version, SteadyLoad.ITEMS, 8);
            await("the alarm").atMost(LIMIT).until(() -> stage().isLogged("no connection"));
            stage().secondsUntilUpdatesFlow(System.currentTimeMillis());
          } finally {
            FaultyFileSystem.end(stage().registry());
          }
          long end = System.currentTimeMillis();
          stage().view().awaitRelease(version, LIMIT);
          return end;
        });
  }

  @Test
  @Order(8)
  void theActiveReleaseChangesInTheRegistry() throws Exception {
    trials.tryOut(
        "registry: active release overwritten",
        () -> {
          Path weights =
              new RegistryLayout(stage().registry())
                  .release(activateAnother())
                  .resolve("weights.safetensors");
          byte[] right = Files.readAllBytes(weights);
          Files.write(weights, new byte[right.length]);
          stage().secondsUntilUpdatesFlow(System.currentTimeMillis());
          Files.write(weights, right);
          return System.currentTimeMillis();
        });
  }

  /** Releases a new small release, and returns its name when it is active. */
  private static String activateAnother() throws Exception {
    String version = stage().nextRelease();
    stage().publish(version, SteadyLoad.ITEMS, 8);
    stage().view().awaitRelease(version, LIMIT);
    return version;
  }

  @Test
  @Order(9)
  void aReleaseNeedsMoreDirectMemoryThanThereIs() throws Exception {
    trials.tryOut(
        "direct memory exhausted by a release",
        () -> {
          String version = stage().nextRelease();
          stage().publish(version, LARGE_ITEMS, LARGE_HIDDEN);
          awaitReported(ReleaseEventKind.REJECTED, version, "memory", 2);
          stage().secondsUntilUpdatesFlow(System.currentTimeMillis());
          stage().activate("r1");
          return System.currentTimeMillis();
        });
  }

  @Test
  @Order(10)
  void theLoadIsTwiceWhatTheJobCanDo() throws Exception {
    String slow = stage().nextRelease();
    stage().publish(slow, SteadyLoad.ITEMS, SLOW_HIDDEN);
    stage().view().awaitRelease(slow, LIMIT);
    trials.tryOut(
        "twice the rate that it can do", HeavyLoad.CATCH_UP, new HeavyLoad(stage())::twice);
    activateAnother();
  }

  /** What follows happens while subtasks differ: the report takes five minutes. */
  @Test
  @Order(11)
  void subtasksBeginToDiffer() throws Exception {
    differ();
  }

  private static void differ() throws Exception {
    differing = stage().nextRelease();
    stage().publish(differing, LARGE_ITEMS / 3, LARGE_HIDDEN);
    awaitReported(ReleaseEventKind.REJECTED, differing, "memory", 1);
    awaitReported(ReleaseEventKind.ACTIVATED, differing, "", 1);
  }

  private static void awaitReported(
      ReleaseEventKind kind, String version, String reason, int subtasks) {
    await("%s %s of %d subtasks".formatted(version, kind, subtasks))
        .atMost(DIVERGENCE)
        .until(() -> stage().reported(kind, version, reason).size() >= subtasks);
  }

  @Test
  @Order(12)
  void theBrokerIsKilled() throws Exception {
    trials.tryOutBrokerKill();
  }

  @Test
  @Order(13)
  void poisonArrivesInBursts() throws Exception {
    PoisonBursts bursts = new PoisonBursts(stage().options(), System.nanoTime());
    trials.tryOut(
        "bursts of each kind of poison",
        () -> {
          bursts.send();
          return System.currentTimeMillis();
        });
  }

  @Test
  @Order(14)
  void partitionsAreAdded() throws Exception {
    trials.tryOut("partition added", stage()::addPartition);
  }

  @Test
  @Order(15)
  void theDiskOfCheckpointsIsFull() throws Exception {
    trials.tryOut(
        "checkpoint folder full, " + stage().checkpoints().kind(),
        () -> {
          long failed = stage().rest().checkpoints("failed");
          long restarts = stage().rest().restarts();
          stage().checkpoints().fill();
          await("failed checkpoints")
              .atMost(LIMIT)
              .until(() -> stage().rest().checkpoints("failed") >= failed + 5);
          stage().secondsUntilUpdatesFlow(System.currentTimeMillis());
          stage().checkpoints().free();
          assertThat(stage().rest().restarts()).isEqualTo(restarts);
          return System.currentTimeMillis();
        });
  }

  @Test
  @Order(16)
  void aViewerHasAMillionEvents() throws Exception {
    trials.tryOut("a viewer with many events", new HeavyLoad(stage())::oneViewer);
  }

  @Test
  @Order(17)
  void subtasksDifferAboutARelease() throws Exception {
    trials.tryOut(
        "subtasks differ about a release",
        () -> {
          if (differing == null) {
            differ();
          }
          awaitReported(ReleaseEventKind.DIVERGED, differing, "in subtasks", 1);
          differing = null;
          activateAnother();
          return System.currentTimeMillis();
        });
  }
}
