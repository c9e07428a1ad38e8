package io.intereststream.deploy.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Many more events than usual, of one viewer or of all. */
final class HeavyLoad {
  private static final int VIEWER_EVENTS = 1_000_000;
  private static final Duration VIEWER_TIME = Duration.ofSeconds(FaultTrials.FULL ? 1800 : 30);

  /** Events of the viewer that wait for their updates at most. */
  private static final int AHEAD = 20_000;

  private static final Duration TWICE_TIME = Duration.ofSeconds(FaultTrials.FULL ? 300 : 20);

  /** Time within which the job catches up: half of the events wait when the load ends. */
  static final Duration CATCH_UP = ClusterStage.LIMIT.plus(TWICE_TIME);

  private static final Duration STEP = Duration.ofSeconds(2);
  private static final int FIRST_RATE = 1_000;

  /** At twice what the job can do, half of the events wait; at least one in LEAST_LAG must. */
  private static final int LEAST_LAG = 8;

  private final ClusterStage stage;
  private int viewers;

  HeavyLoad(ClusterStage stage) {
    this.stage = stage;
  }

  /** Sends events of one viewer, and waits for their updates. Returns when the last one is due. */
  long oneViewer() {
    String viewer = "many-" + System.nanoTime();
    viewers++;
    long deadline = System.nanoTime() + VIEWER_TIME.toNanos();
    int sent = 0;
    while (sent < VIEWER_EVENTS && System.nanoTime() < deadline) {
      if (sent - stage.view().sequence(viewer) < AHEAD) {
        stage.load().watch(viewer, viewers % ClusterStage.PARTITIONS);
        sent++;
      } else {
        LockSupport.parkNanos(1_000_000);
      }
    }
    System.out.printf("%,d events of one viewer%n", sent);
    int all = sent;
    Awaitility.await("updates of all events of " + viewer)
        .atMost(ClusterStage.LIMIT)
        .until(() -> stage.view().sequence(viewer) >= all);
    return System.currentTimeMillis();
  }

  /**
   * Sends events for a while at twice the highest rate at which the job has had updates. The rate
   * doubles until updates lag behind, and follows when the JVM has compiled more of the job.
   * Returns when it is the usual one again.
   */
  long twice() throws IOException, InterruptedException {
    long restarts = stage.rest().restarts();
    long before = stage.load().events();
    long deadline = System.nanoTime() + TWICE_TIME.toNanos();
    double rate = FIRST_RATE;
    while (System.nanoTime() < deadline) {
      stage.load().rate((int) rate);
      rate = Math.max(rate, 2 * updatedPerSecond());
    }
    stage.load().rate(ClusterStage.EVENTS_PER_SECOND);
    long end = System.currentTimeMillis();
    long lag = stage.view().missing(stage.load().flushed());
    long events = stage.load().events() - before;
    System.out.printf(
        "%,d events in %d s, at the end %,.0f a second; %,d without updates%n",
        events, TWICE_TIME.toSeconds(), rate, lag);
    assertThat(lag).as("events without updates").isGreaterThan(events / LEAST_LAG);
    awaitUpdates();
    System.out.printf("caught up after %d s%n", (System.currentTimeMillis() - end) / 1000);
    assertThat(stage.rest().restarts())
        .as("restarts, because of %s", stage.rest().failures())
        .isEqualTo(restarts);
    return end;
  }

  /** How many events of all kinds get updates a second, during one step. */
  private double updatedPerSecond() throws InterruptedException {
    long start = System.nanoTime();
    long before = updated();
    TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
    long updated = updated() - before;
    return updated / SteadyLoad.COUNTED / ((System.nanoTime() - start) / 1e9);
  }

  private long updated() {
    var sent = stage.load().flushed();
    long events = sent.values().stream().mapToLong(Integer::longValue).sum();
    return events - stage.view().missing(sent);
  }

  private void awaitUpdates() {
    var sent = stage.load().flushed();
    Awaitility.await("updates of all events")
        .atMost(CATCH_UP)
        .until(() -> stage.view().missing(sent) == 0);
  }
}
