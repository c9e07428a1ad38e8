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
 * Changes of release under half of the load that the job sustains, on a cluster of two TaskManagers
 * in JVMs of their own, some of which are killed on the way; then an audit of every update. Each
 * change is compared with the time before it, and the medians of all are reported.
 */
public final class ReleaseChangeBench {
  private static final int WINDOW = 100;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Time after a kill in which the job is down or catches up. */
  private static final long RESTART_MS = 45_000;

  /** Under load, before anything is measured: so long at a time, until the compilers rest. */
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private static final int WARM_UPS_LEAST = 3;
  private static final int WARM_UPS_MOST = 18;

  /** CPU time of all TaskManagers' compilers as a share of a core's time, below which they rest. */
  private static final double AT_REST = 0.1;

  /** Time for which a rate is tried. */
  private static final Duration TRIED = Duration.ofSeconds(20);

  /** From one rate to the next. */
  private static final double STEP = 1.1;

  private static final int STEPS_MOST = 30;

  /** Median latency, in ms, within which updates keep up. */
  private static final long KEEPS_UP_MS = 100;

  private static final long WITHOUT_MS = 60_000;

  /** Counted to a change after it is in force everywhere. */
  private static final long AFTER_MS = 1000;

  /** A shorter time between two changes is not compared with. */
  private static final long LEAST_WITHOUT_MS = 20_000;

  /** Bytes of a viewer's state with a history of a hundred items. */
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
   * @param items of each of the two releases that take turns
   * @param viewers with histories
   * @param history items of each at the start, two at least
   * @param changes of release
   * @param every time from one change to the next; before the first it is measured without any for
   *     as long, a minute at least
   * @param rate events a second; 0 for half of what the job sustains
   * @param kills of a TaskManager, spread over the run
   * @param reembedWithin time for viewers who watch nothing
   * @param changelog whether checkpoints are those of Flink's changelog backend
   * @param auditEvery whether every update is audited, not only each viewer's last
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

    /** Checks what would not end otherwise. */
    public Settings {
      if (history < 2) {
        throw InterestStreamException.usage(
            "--history: " + history + " (expected: two items at least, the later half is timed)");
      }
    }
  }

  /**
   * @param folder for broker, releases and state
   * @param progress told what happens
   */
  public ReleaseChangeBench(Settings settings, Path folder, Consumer<String> progress) {
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    this.registry = new ModelRegistry(folder.resolve("registry"));
  }

  /** Runs all of it. */
  public ReleaseChangeReport run() throws Exception {
    ModelSizes sizes = new ModelSizes(settings.items, 64, 8, 64, WINDOW);
    for (int i = 0; i < 2; i++) {
      progress.accept("writing release " + version(i));
      RandomRelease.write(registry.release(version(i)), sizes, i).close();
    }
    registry.activate("production", version(0));
    // For encoding, and for searching.
    long tables = 4L * settings.items * (64 + 8 + 3 * 64 + 64);
    StandaloneCluster.Memory memory =
        new StandaloneCluster.Memory(
            MemorySize.ofMebiBytes(512),
            new MemorySize(2 * tables + (64 << 20)),
            // Room for the viewers' states, and little more, so that RocksDB has filled it before
            // the first change, and memory can be compared: histories that are filled from the
            // start help.
            new MemorySize((128L << 20) + settings.viewers * STATE_BYTES / JobRuns.PARALLELISM));
    // Its cleaner would rewrite gigabytes of updates on the disk that all of it shares.
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
      progress.accept("waiting for a quiet moment");
      CaughtUp.await(options, LIMIT);
      // Fails where the follower did.
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
   * Returns the rate at which the job took the later half of the events that make the histories.
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
   * Puts the job under load until the TaskManagers' JVMs have compiled what it needs: until then
   * they do it on the cores that are measured, which a job does in its first minutes only.
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
            "warm after %d s, compilers take %.0f %% of a core",
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
   * (Karimov et al., ICDE 2018), with all that runs beside the job. Catching up is no measure of
   * it, since the batches are larger then and nothing is sent meanwhile.
   *
   * @param first rate that is tried first, from where it goes up, or down
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
            "updates %s at %,.0f and at %,.0f events/s (expected: a rate between; --rate sets one)",
            up ? "keep up" : "do not keep up", first, rate),
        null);
  }

  private boolean keepsUp(JobOptions options, WatchLoad load, UpdateFollower follower, double rate)
      throws InterruptedException {
    follower.takeLatencies();
    long end = System.nanoTime() + TRIED.toNanos();
    load.send(options, rate, () -> System.nanoTime() < end);
    Histogram latencies = follower.takeLatencies();
    // Fails where the follower did.
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
      // In the middle of the wait, so that a restart meets releases on their way.
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
      // One has just ended.
      return 0;
    }
    peak = Math.max(peak, sum);
    return sum;
  }

  /** Waits until the last release's viewers are all brought to it. */
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
      // Reading is work for the cores that are measured.
      TimeUnit.SECONDS.sleep(5);
    }
  }

  /**
   * A change of release.
   *
   * @param without time before it in which nothing changed
   * @param during from its announcement until a second after it was in force everywhere
   * @param reembedding from there until all viewers were brought to it; empty where the next change
   *     ended that
   */
  private record Change(Window without, Window during, Window reembedding) {}

  /**
   * The changes that no restart touched, oldest first.
   *
   * @param epochs newest first
   * @param first time before the first change, taken for each that came too soon after another
   */
  private List<Change> undisturbed(List<ReleaseStatus.Row> epochs, Window first) {
    List<Change> changes = new ArrayList<>();
    long quiet = first.from();
    for (int i = epochs.size() - 1; i >= 0; i--) {
      ReleaseStatus.Row row = epochs.get(i);
      if (row.activatedMs() == null) {
        continue;
      }
      // The first report is that of the first subtask that has it loaded.
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

  /** Tells when, too: what else happened then is in the logs. */
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
