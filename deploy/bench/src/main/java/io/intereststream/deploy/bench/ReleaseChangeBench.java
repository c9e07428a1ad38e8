package io.intereststream.deploy.bench;

import io.intereststream.deploy.audit.Audit;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.CaughtUp;
import io.intereststream.deploy.audit.status.ReleaseStatus;
import io.intereststream.deploy.bench.UpdateTimes.Pause;
import io.intereststream.deploy.bench.UpdateTimes.Window;
import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.StandaloneCluster;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ModelSizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/**
 * Changes the release while the job runs at half of its sustained load on a cluster of two
 * TaskManagers in separate JVMs, some of which are killed during the run; then audits every update.
 * Each change is compared with the time before it, and the medians are reported.
 */
public final class ReleaseChangeBench {
  private static final int WINDOW = 100;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Time after a kill in which the job is down or catching up. */
  private static final long RESTART_MS = 45_000;

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

  private static final long WITHOUT_MS = 60_000;

  /** Time after a release is active in all subtasks that still counts as part of the change. */
  private static final long AFTER_MS = 1000;

  /** A shorter time between two changes is not used for the comparison. */
  private static final long LEAST_WITHOUT_MS = 20_000;

  /** Bytes of a viewer's state with a history of 100 items. */
  private static final long STATE_BYTES = 4096;

  private final Settings settings;
  private final Path folder;
  private final Consumer<String> progress;
  private final ModelRegistry registry;
  private final List<Window> restarts = new ArrayList<>();
  private long peak;

  /**
   * What to run.
   *
   * @param items of each of the two alternating releases
   * @param viewers with histories
   * @param history items of each viewer at the start, at least two
   * @param changes of release
   * @param every time between two changes; the time before the first change is as long, but at
   *     least a minute
   * @param rate events per second; 0 for half of what the job sustains
   * @param kills number of TaskManagers to kill, spread over the run
   * @param reembedWithin time within which viewers without new events are re-embedded
   * @param changelog whether to use Flink's changelog state backend
   * @param auditEvery whether to audit every update, not only the last one of each viewer
   */
  public record Settings(
      int items,
      int viewers,
      int history,
      int changes,
      Duration every,
      double rate,
      int kills,
      Duration reembedWithin,
      boolean changelog,
      boolean auditEvery) {

    /** Checks the values. */
    public Settings {
      if (history < 2) {
        throw InterestStreamException.usage(
            "--history: " + history + " (expected: two items at least, the later half is timed)");
      }
    }
  }

  /**
   * @param folder for broker, releases and state
   * @param progress receives progress messages
   */
  public ReleaseChangeBench(Settings settings, Path folder, Consumer<String> progress) {
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    this.registry = new ModelRegistry(folder.resolve("registry"));
  }

  /** Runs the benchmark. */
  public ReleaseChangeReport run() throws Exception {
    ModelSizes sizes = new ModelSizes(settings.items, 64, 8, 64, WINDOW);
    for (int i = 0; i < 2; i++) {
      progress.accept("writing release " + version(i));
      RandomRelease.write(registry.release(version(i)), sizes, i).close();
    }
    registry.activate("production", version(0));
    // Tables for encoding and for search.
    long tables = 4L * settings.items * (64 + 8 + 3 * 64 + 64);
    StandaloneCluster.Memory memory =
        new StandaloneCluster.Memory(
            MemorySize.ofMebiBytes(512),
            new MemorySize(2 * tables + (64 << 20)),
            // Little more than the states of the viewers need, so that RocksDB fills its memory
            // before the first change and the memory before and after can be compared.
            new MemorySize((128L << 20) + settings.viewers * STATE_BYTES / JobRuns.PARALLELISM));
    // The broker's log cleaner would rewrite gigabytes of updates on the shared disk.
    LocalBroker.Builder builder =
        LocalBroker.in(folder.resolve("broker")).property("log.cleaner.enable", "false");
    try (LocalBroker broker = builder.start();
        StandaloneCluster cluster =
            new StandaloneCluster(
                checkpoints(), folder.resolve("flink"), JobRuns.PARALLELISM, memory);
        LocalCluster job = cluster.submit(configuration(broker), EncoderProvider.serving())) {
      return measure(cluster, job);
    }
  }

  private Configuration checkpoints() {
    Configuration flink = new Configuration();
    return settings.changelog
        ? LocalCluster.withChangelog(flink, folder.resolve("changelog"))
        : flink;
  }

  private static String version(int change) {
    return change % 2 == 0 ? "even" : "odd";
  }

  private Configuration configuration(LocalBroker broker) {
    Configuration job = JobRuns.configuration(broker, folder.resolve("registry"), WINDOW);
    job.set(ReleaseOptions.POLL_INTERVAL, Duration.ofMillis(500));
    job.set(ReleaseOptions.REEMBED_WITHIN, settings.reembedWithin);
    return job;
  }

  private ReleaseChangeReport measure(StandaloneCluster cluster, LocalCluster job)
      throws Exception {
    JobOptions options = job.options();
    WatchLoad load = new WatchLoad(settings.viewers, settings.items, row -> "item-" + row);
    UpdateTimes times = new UpdateTimes(options, JobRuns.PARALLELISM);
    try (UpdateFollower follower = new UpdateFollower(options, times::arrived)) {
      double filling = fill(options, load, follower);
      double rate = settings.rate > 0 ? settings.rate : filling / 2;
      warmUp(cluster, load, options, rate);
      if (settings.rate == 0) {
        rate = sustained(options, load, follower, rate) / 2;
      }
      progress.accept(String.format("%,.0f events/s, no change", rate));
      WatchLoad.Sending sending = load.start(options, rate);
      long start = System.currentTimeMillis();
      TimeUnit.MILLISECONDS.sleep(Math.max(WITHOUT_MS, settings.every.toMillis()));
      Window without = new Window(start, System.currentTimeMillis());
      long residentStart = resident(cluster);
      changes(cluster);
      awaitReembedding(options);
      sending.end();
      long residentEnd = resident(cluster);
      progress.accept("waiting until the job has read everything");
      CaughtUp.await(options, LIMIT);
      // Throws if the follower has failed.
      follower.updates();
      progress.accept("auditing");
      AuditReport audit =
          new Audit(options, folder.resolve("registry/releases"), settings.auditEvery).run();
      audit.examples().forEach(progress);
      return report(
          rate,
          times,
          without,
          ReleaseStatus.read(options).rows(),
          residentStart >> 20,
          residentEnd >> 20,
          audit);
    }
  }

  /**
   * Fills the histories and returns the rate at which the job read the second half of the events.
   */
  private double fill(JobOptions options, WatchLoad load, UpdateFollower follower)
      throws InterruptedException {
    progress.accept(
        String.format("filling %,d histories of %d items", settings.viewers, settings.history));
    int later = settings.history / 2;
    load.send(options, (long) settings.viewers * (settings.history - later));
    CaughtUp.await(options, LIMIT);
    long start = System.nanoTime();
    load.send(options, (long) settings.viewers * later);
    CaughtUp.await(options, LIMIT);
    double seconds = (Math.max(follower.lastArrival(), start + 1) - start) / 1e9;
    return settings.viewers * later / seconds;
  }

  /**
   * Puts the job under load until the JVMs of the TaskManagers have compiled its code. Compilation
   * uses the measured cores, but only in the first minutes of a job.
   */
  private void warmUp(StandaloneCluster cluster, WatchLoad load, JobOptions options, double rate)
      throws IOException, InterruptedException {
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
            "warm after %d s, compilers use %.0f %% of a core",
            times * WARM_UP.toSeconds(), 100 * share));
  }

  private static Duration compilerTime(StandaloneCluster cluster) throws IOException {
    Duration sum = Duration.ZERO;
    for (int number : cluster.taskManagers()) {
      sum = sum.plus(cluster.compilerTime(number));
    }
    return sum;
  }

  /**
   * Returns the highest rate at which updates keep up with events: the sustainable throughput
   * (Karimov et al., ICDE 2018), with everything else that runs on the machine. The rate of
   * catching up is higher, since batches are larger and nothing is sent meanwhile.
   *
   * @param first rate to try first
   */
  private double sustained(
      JobOptions options, WatchLoad load, UpdateFollower follower, double first)
      throws InterruptedException {
    boolean up = keepsUp(options, load, follower, first);
    double rate = first;
    for (int i = 0; i < STEPS_MOST; i++) {
      double next = up ? rate * STEP : rate / STEP;
      if (keepsUp(options, load, follower, next) != up) {
        return up ? rate : next;
      }
      rate = next;
    }
    throw InterestStreamException.environment(
        String.format(
            "updates %s at %,.0f and at %,.0f events/s (expected: a sustained rate in between;"
                + " --rate sets the rate)",
            up ? "keep up" : "do not keep up", first, rate),
        null);
  }

  private boolean keepsUp(JobOptions options, WatchLoad load, UpdateFollower follower, double rate)
      throws InterruptedException {
    follower.takeLatencies();
    long end = System.nanoTime() + TRIED.toNanos();
    load.send(options, rate, () -> System.nanoTime() < end);
    Histogram latencies = follower.takeLatencies();
    // Throws if the follower has failed.
    follower.updates();
    if (latencies.getTotalCount() == 0) {
      throw InterestStreamException.environment(
          String.format("no update in %d s of %,.0f events/s", TRIED.toSeconds(), rate));
    }
    long median = latencies.getValueAtPercentile(50);
    progress.accept(String.format("%,.0f events/s: p50 %d ms", rate, median));
    if (median <= KEEPS_UP_MS) {
      return true;
    }
    CaughtUp.await(options, LIMIT);
    return false;
  }

  private void changes(StandaloneCluster cluster) throws Exception {
    long start = System.nanoTime();
    int killed = 0;
    for (int change = 1; change <= settings.changes; change++) {
      registry.activate("production", version(change));
      progress.accept("change " + change + " of " + settings.changes);
      long end = start + settings.every.toNanos() * change;
      // In the middle of the wait, so that a restart meets a release change in progress.
      if (change * (settings.kills + 1) / (settings.changes + 1) > killed) {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, (end - System.nanoTime()) / 2));
        kill(cluster);
        killed++;
      }
      while (System.nanoTime() < end) {
        resident(cluster);
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  private void kill(StandaloneCluster cluster) throws IOException, InterruptedException {
    int victim = cluster.taskManagers().get(0);
    progress.accept("killing TaskManager " + victim);
    cluster.killTaskManager(victim);
    long now = System.currentTimeMillis();
    restarts.add(new Window(now, now + RESTART_MS));
    cluster.startTaskManager();
  }

  private long resident(StandaloneCluster cluster) {
    long sum = 0;
    try {
      for (int number : cluster.taskManagers()) {
        sum += cluster.residentBytes(number);
      }
    } catch (IOException e) {
      // A TaskManager has just ended.
      return 0;
    }
    peak = Math.max(peak, sum);
    return sum;
  }

  /** Waits until all viewers are re-embedded with the last release. */
  private void awaitReembedding(JobOptions options) throws InterruptedException {
    String last = version(settings.changes);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      List<ReleaseStatus.Row> rows = ReleaseStatus.read(options).rows();
      if (!rows.isEmpty()
          && rows.get(0).version().equals(last)
          && rows.get(0).state().equals("reembedded")) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw InterestStreamException.environment(
            "release events: " + rows + " (expected: all re-embedded to " + last + ")");
      }
      // Reading uses the measured cores.
      TimeUnit.SECONDS.sleep(5);
    }
  }

  /**
   * A release change.
   *
   * @param without the time before it, without a change
   * @param during from the announcement until a second after the release was active in all subtasks
   * @param reembedding from then until all viewers were re-embedded; empty if the next change came
   *     first
   */
  private record Change(Window without, Window during, Window reembedding) {}

  /**
   * The changes without a restart during them, oldest first.
   *
   * @param epochs newest first
   * @param first time before the first change, which also stands for the time before a change that
   *     came too soon after another
   */
  private List<Change> undisturbed(List<ReleaseStatus.Row> epochs, Window first) {
    List<Change> changes = new ArrayList<>();
    long quiet = first.from();
    for (int i = epochs.size() - 1; i >= 0; i--) {
      ReleaseStatus.Row row = epochs.get(i);
      if (row.activatedMs() == null) {
        continue;
      }
      // The first report comes from the first subtask that has loaded the release.
      long announced = Instant.parse(row.since()).toEpochMilli() - row.activatedMs();
      Window between = new Window(quiet, announced);
      Window during = new Window(announced, announced + row.activatedMs() + AFTER_MS);
      boolean ended = row.reembeddedMs() != null;
      Window reembedding = new Window(during.to(), during.to() + (ended ? row.reembeddedMs() : 0));
      quiet = ended ? reembedding.to() : Long.MAX_VALUE;
      if (!restarted(during)) {
        boolean measurable = between.length() >= LEAST_WITHOUT_MS && !restarted(between);
        changes.add(new Change(measurable ? between : first, during, reembedding));
      }
    }
    return changes;
  }

  private boolean restarted(Window window) {
    return restarts.stream().anyMatch(window::meets);
  }

  private ReleaseChangeReport report(
      double rate,
      UpdateTimes times,
      Window first,
      List<ReleaseStatus.Row> epochs,
      long residentStart,
      long residentEnd,
      AuditReport audit) {
    List<Change> changes = undisturbed(epochs, first);
    List<Change> reembedded =
        changes.stream().filter(change -> change.reembedding.length() > 0).toList();
    double[] without = p99(times, changes, Change::without);
    double[] during = p99(times, changes, Change::during);
    double[] ratios =
        IntStream.range(0, during.length).mapToDouble(i -> during[i] / without[i]).toArray();
    return new ReleaseChangeReport(
        rate,
        (int) epochs.stream().filter(row -> row.activatedMs() != null).count(),
        restarts.size(),
        Medians.of(without),
        Medians.of(during),
        Medians.of(ratios),
        ratios,
        Medians.of(p99(times, reembedded, Change::reembedding)),
        longestPause(times, "changes", changes, Change::during),
        longestPause(times, "no change", changes, Change::without),
        Medians.of(
            changes.stream().mapToDouble(change -> change.during.length() - AFTER_MS).toArray()),
        epochs.stream().mapToLong(ReleaseStatus.Row::viewers).sum(),
        epochs.stream()
            .filter(row -> row.reembeddedMs() != null)
            .mapToLong(ReleaseStatus.Row::reembeddedMs)
            .max()
            .orElse(0),
        times.epochsBack(restarts),
        residentStart,
        peak >> 20,
        residentEnd,
        audit.updatesChecked(),
        audit.mismatches(),
        audit.maxAbsDifference());
  }

  /** Reports the time too, so that the logs can be searched for what else happened. */
  private long longestPause(
      UpdateTimes times, String when, List<Change> changes, Function<Change, Window> window) {
    Pause longest = times.longestPause(changes.stream().map(window).toList());
    progress.accept("longest pause, " + when + ": " + longest);
    return longest.length();
  }

  private static double[] p99(
      UpdateTimes times, List<Change> changes, Function<Change, Window> window) {
    return changes.stream()
        .mapToDouble(change -> times.latencies(window.apply(change)).getValueAtPercentile(99))
        .toArray();
  }
}
