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

  private static final int BURST_RATE = 8_000;
  private static final Duration BURST_TIME = Duration.ofSeconds(2);
  private static final Duration TWICE_TIME = Duration.ofSeconds(FaultTrials.FULL ? 300 : 20);
  private static final int MOST_PROBES = 8;
  private static final int LEAST_RATE = 1_000;

  /** At twice the sustainable rate, half of the events wait; at least one in LEAST_LAG must. */
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
   * Measures the rate that the job can sustain, and sends events at twice this rate for a while.
   * Returns when it is the usual one again.
   */
  long twice() throws IOException, InterruptedException {
    long restarts = stage.rest().restarts();
    double rate = sustainedRate();
    int twice = (int) Math.max(LEAST_RATE, 2 * rate);
    stage.load().rate(twice);
    TimeUnit.MILLISECONDS.sleep(TWICE_TIME.toMillis());
    stage.load().rate(ClusterStage.EVENTS_PER_SECOND);
    long end = System.currentTimeMillis();
    long lag = stage.view().missing(stage.load().flushed());
    System.out.printf(
        "%,d events/s for %d s; %,d without updates at the end%n",
        twice, TWICE_TIME.toSeconds(), lag);
    assertThat(lag)
        .as("events without updates")
        .isGreaterThan(twice * TWICE_TIME.toSeconds() / LEAST_LAG);
    awaitUpdates();
    System.out.printf("caught up after %d s%n", (System.currentTimeMillis() - end) / 1000);
    assertThat(stage.rest().restarts())
        .as("restarts, because of %s", stage.rest().failures())
        .isEqualTo(restarts);
    return end;
  }

  /** Probes until the rate no longer rises: at first, code is compiled and viewers re-embedded. */
  private double sustainedRate() throws InterruptedException {
    double rate = Math.max(probe(), probe());
    for (int probes = 2; probes < MOST_PROBES; probes++) {
      double next = probe();
      if (next < 1.1 * rate) {
        return Math.max(next, rate);
      }
      rate = next;
    }
    return rate;
  }

  /** Sends the usual mix of events in a burst, and returns how many the job updates a second. */
  private double probe() throws InterruptedException {
    awaitUpdates();
    long before = stage.load().events();
    long start = System.nanoTime();
    stage.load().rate(BURST_RATE);
    TimeUnit.MILLISECONDS.sleep(BURST_TIME.toMillis());
    stage.load().rate(0);
    awaitUpdates();
    double seconds = (System.nanoTime() - start) / 1e9;
    return (stage.load().events() - before) / SteadyLoad.COUNTED / seconds;
  }

  private void awaitUpdates() {
    var sent = stage.load().flushed();
    Awaitility.await("updates of all events")
        .atMost(ClusterStage.LIMIT.plus(TWICE_TIME))
        .until(() -> stage.view().missing(sent) == 0);
  }
}
