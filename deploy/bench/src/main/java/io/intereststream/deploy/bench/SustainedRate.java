package io.intereststream.deploy.bench;

import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.deploy.local.StandaloneCluster;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Finds the highest rate at which a warm job keeps up with events. */
final class SustainedRate {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Length of a warm-up round under load. Rounds repeat until the JIT compilers are idle. */
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private static final int WARM_UPS_LEAST = 3;
  private static final int WARM_UPS_MOST = 18;

  /**
   * JIT compilers count as idle below this CPU time of all TaskManagers, as a share of one core.
   */
  private static final double AT_REST = 0.1;

  /** Time for which each rate is tried. */
  private static final Duration TRIED = Duration.ofSeconds(20);

  /** Factor from one rate to the next. */
  private static final double STEP = 1.1;

  private static final int STEPS_MOST = 30;

  /** Updates keep up with events while the median latency, in ms, is at most this. */
  private static final long KEEPS_UP_MS = 100;

  private final JobOptions options;
  private final WatchLoad load;
  private final UpdateFollower follower;
  private final Consumer<String> progress;

  /**
   * @param progress receives progress messages
   */
  SustainedRate(
      JobOptions options, WatchLoad load, UpdateFollower follower, Consumer<String> progress) {
    this.options = options;
    this.load = load;
    this.follower = follower;
    this.progress = progress;
  }

  /**
   * Puts the job under load until the JVMs of the TaskManagers have compiled its code. Compilation
   * uses the measured cores, but only in the first minutes of a job.
   */
  void warmUp(StandaloneCluster cluster, double rate) throws IOException, InterruptedException {
    double share = 1;
    int times = 0;
    WatchLoad.Sending sending = load.start(options, rate);
    while (times < WARM_UPS_LEAST || share > AT_REST && times < WARM_UPS_MOST) {
      Duration before = compilerTime(cluster);
      TimeUnit.MILLISECONDS.sleep(WARM_UP.toMillis());
      share = (double) compilerTime(cluster).minus(before).toMillis() / WARM_UP.toMillis();
      times++;
    }
    sending.end();
    progress.accept(
        String.format(
            "warmed up after %d s, compilers use %.0f %% of a core",
            times * WARM_UP.toSeconds(), 100 * share));
  }

  private static Duration compilerTime(StandaloneCluster cluster) throws IOException {
    Duration sum = Duration.ZERO;
    for (int number : cluster.taskManagers()) {
      sum = sum.plus(new ProcessFigures(cluster.taskManager(number).pid()).compilerTime());
    }
    return sum;
  }

  /**
   * Returns the highest rate at which updates keep up with events: the sustainable throughput
   * (Karimov et al., ICDE 2018), with everything else that runs on the machine. The rate at which a
   * job catches up is higher, because batches are larger and no load is sent at the same time.
   *
   * @param first rate to try first
   */
  double find(double first) throws InterruptedException {
    boolean up = keepsUp(first);
    double rate = first;
    for (int i = 0; i < STEPS_MOST; i++) {
      double next = up ? rate * STEP : rate / STEP;
      if (keepsUp(next) != up) {
        return up ? rate : next;
      }
      rate = next;
    }
    throw InterestStreamException.environment(
        String.format(
            "updates %s at both %,.0f and %,.0f events/s (expected: the limit to lie"
                + " between them; set the rate with --rate)",
            up ? "keep up" : "do not keep up", first, rate));
  }

  private boolean keepsUp(double rate) throws InterruptedException {
    follower.takeLatencies();
    long end = System.nanoTime() + TRIED.toNanos();
    load.send(options, rate, () -> System.nanoTime() < end);
    Histogram latencies = follower.takeLatencies();
    // Throws if the follower has failed.
    follower.updates();
    if (latencies.getTotalCount() == 0) {
      throw InterestStreamException.environment(
          String.format(
              "no update in %d s at %,.0f events/s (expected: updates; is the job running?)",
              TRIED.toSeconds(), rate));
    }
    long median = latencies.getValueAtPercentile(50);
    progress.accept(String.format("%,.0f events/s: p50 %d ms", rate, median));
    if (median <= KEEPS_UP_MS) {
      return true;
    }
    JobAudit.awaitCaughtUp(options, LIMIT);
    return false;
  }
}
