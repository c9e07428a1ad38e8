package io.intereststream.deploy.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.AuditOptions;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.check.NotChecked;
import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.model.registry.RegistryLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Tries faults on a stage, each at a random moment, and after each time checks that nothing is lost
 * or wrong. System properties: {@code interest.faults.times}, how often each is tried; {@code
 * interest.faults.seed}, which repeats the random moments; {@code interest.faults.full}, whether
 * the long faults have their full length.
 */
final class FaultTrials implements AutoCloseable {
  /** Time after a broker is back within which updates must flow again. */
  private static final Duration AFTER_THE_BROKER = Duration.ofSeconds(15);

  static final boolean FULL = Boolean.getBoolean("interest.faults.full");
  private static final int TIMES = Integer.getInteger("interest.faults.times", 1);
  private static final long LEAST_PAUSE_MS = 500;
  private static final int MORE_PAUSE_MS = 2_500;

  private final ClusterStage stage;
  private final Random random;
  private final Path baseline;
  private final FaultReport report;
  private final String guarantee;

  /** A fault; returns when it ended, in epoch ms. */
  interface Fault {
    long happens() throws Exception;
  }

  /**
   * Starts the stage.
   *
   * @param folder for all files
   */
  FaultTrials(Path folder, DeliveryGuarantee guarantee) throws Exception {
    long seed = Long.getLong("interest.faults.seed", System.nanoTime());
    System.out.printf("%s: -Dinterest.faults.seed=%d%n", guarantee, seed);
    this.guarantee = guarantee.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    this.random = new Random(seed);
    this.baseline = folder.resolve("baseline");
    this.report = new FaultReport(guarantee.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    this.stage = new ClusterStage(folder, guarantee, seed);
    try {
      stage.start(seed);
    } catch (Exception | AssertionError e) {
      stage.close();
      throw e;
    }
  }

  ClusterStage stage() {
    return stage;
  }

  /** Kills the broker, as often as asked for, under ten times the usual load. */
  void tryOutBrokerKill() throws Exception {
    stage.load().rate(10 * ClusterStage.EVENTS_PER_SECOND);
    try {
      tryOut("broker killed", AFTER_THE_BROKER, stage::killBroker);
    } finally {
      stage.load().rate(ClusterStage.EVENTS_PER_SECOND);
    }
  }

  /** Tries a fault as often as asked for. */
  void tryOut(String name, Fault fault) throws Exception {
    tryOut(name, ClusterStage.LIMIT, fault);
  }

  /**
   * Tries a fault as often as asked for.
   *
   * @param most time after its end within which updates must flow again
   */
  void tryOut(String name, Duration most, Fault fault) throws Exception {
    for (int time = 1; time <= TIMES; time++) {
      try {
        assertThat(tryOnce(name, time, fault)).isLessThanOrEqualTo(most.toSeconds());
      } catch (Exception | AssertionError e) {
        // At once: the reports of the tests come when all of them have ended.
        System.out.printf("%s, time %d: %s%n", name, time, e);
        throw e;
      }
    }
  }

  private double tryOnce(String name, int time, Fault fault) throws Exception {
    long restarts = stage.rest().restarts();
    long moment = LEAST_PAUSE_MS + random.nextInt(MORE_PAUSE_MS);
    System.out.printf("%s, time %d: after %d ms%n", name, time, moment);
    TimeUnit.MILLISECONDS.sleep(moment);
    stage.view().takeLongestPause();
    long end = fault.happens();
    double seconds = stage.secondsUntilUpdatesFlow(end);
    double pause = stage.view().takeLongestPause();
    long lost = lost();
    AuditReport audit =
        JobAudit.run(
            stage.options(),
            new RegistryLayout(stage.registry()).releases(),
            new AuditOptions(ClusterStage.LIMIT, false, baseline, null, false));
    FaultReport.Row row =
        new FaultReport.Row(
            name,
            guarantee,
            time,
            seconds,
            pause,
            Math.max(0, stage.rest().restarts() - restarts),
            stage.load().events(),
            lost,
            audit.mismatches(),
            audit.viewersChecked(),
            audit.holds());
    report.add(row);
    assertThat(audit.examples()).isEmpty();
    assertThat(audit.notChecked().keySet()).isSubsetOf(NotChecked.ERASED_MEANWHILE.text());
    assertThat(lost).isZero();
    assertThat(audit.holds()).isTrue();
    return seconds;
  }

  /** Waits until what was sent is in updates, and returns how many events are in none. */
  private long lost() {
    Map<String, Integer> sent = stage.load().flushed();
    try {
      Awaitility.await().atMost(ClusterStage.LIMIT).until(() -> stage.view().missing(sent) == 0);
      return 0;
    } catch (ConditionTimeoutException e) {
      return stage.view().missing(sent);
    }
  }

  /** Prints the report and ends the stage. */
  @Override
  public void close() throws IOException {
    report.print();
    stage.close();
  }
}
