package io.intereststream.deploy.bench;

import io.intereststream.deploy.audit.AuditOptions;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.audit.status.ReleaseStatus;
import io.intereststream.deploy.bench.UpdateTimes.Window;
import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.LocalConfiguration;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/**
 * Changes the release while the job runs at half of its highest sustained rate, on a cluster of two
 * TaskManagers in separate JVMs. TaskManagers can be killed during the run. Then audits every
 * update. Each change is compared with the time before it, and the medians are reported.
 */
public final class ReleaseChangeBench {
  private static final int WINDOW = 100;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Time after a kill in which the job is down or catching up. */
  private static final long RESTART_MS = 45_000;

  private static final long WITHOUT_MS = 60_000;

  /** Bytes of a viewer's state with a history of 100 items. */
  private static final long STATE_BYTES = 4096;

  private final ReleaseChangeSettings settings;
  private final Path folder;
  private final Consumer<String> progress;
  private final ModelRegistry registry;
  private final List<Window> restarts = new ArrayList<>();
  private long peak;

  /**
   * @param folder for broker, releases and state
   * @param progress receives progress messages
   */
  public ReleaseChangeBench(
      ReleaseChangeSettings settings, Path folder, Consumer<String> progress) {
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    this.registry = new ModelRegistry(folder.resolve("registry"));
  }

  /** Runs the benchmark. */
  public ReleaseChangeReport run() throws Exception {
    ModelSizes sizes = new ModelSizes(settings.items(), 64, 8, 64, WINDOW);
    for (int i = 0; i < 2; i++) {
      progress.accept("writing release " + version(i));
      RandomRelease.write(registry.release(version(i)), sizes, i).close();
    }
    registry.activate("production", version(0));
    // Tables for encoding and for search.
    long tables = 4L * settings.items() * (64 + 8 + 3 * 64 + 64);
    StandaloneCluster.Memory memory =
        new StandaloneCluster.Memory(
            MemorySize.ofMebiBytes(512),
            new MemorySize(2 * tables + (64 << 20)),
            // Little more than the states of the viewers need, so that RocksDB fills its memory
            // before the first change and the memory before and after can be compared.
            new MemorySize((128L << 20) + settings.viewers() * STATE_BYTES / JobRuns.PARALLELISM));
    // The broker's log cleaner would rewrite gigabytes of updates on the shared disk.
    LocalBroker.Builder builder =
        LocalBroker.in(folder.resolve("broker")).property("log.cleaner.enable", "false");
    try (LocalBroker broker = builder.start();
        StandaloneCluster cluster =
            StandaloneCluster.in(folder.resolve("flink"))
                .flink(checkpoints())
                .taskManagers(JobRuns.PARALLELISM)
                .memory(memory)
                .start();
        LocalCluster job = cluster.submit(configuration(broker), EncoderProvider.serving())) {
      return measure(cluster, job);
    }
  }

  private Configuration checkpoints() {
    Configuration flink = new Configuration();
    return settings.changelog()
        ? LocalConfiguration.withChangelog(flink, folder.resolve("changelog"))
        : flink;
  }

  private static String version(int change) {
    return change % 2 == 0 ? "even" : "odd";
  }

  private Configuration configuration(LocalBroker broker) {
    Configuration job = JobRuns.configuration(broker, folder.resolve("registry"), WINDOW);
    job.set(ReleaseOptions.POLL_INTERVAL, Duration.ofMillis(500));
    job.set(ReleaseOptions.REEMBED_WITHIN, settings.reembedWithin());
    return job;
  }

  private ReleaseChangeReport measure(StandaloneCluster cluster, LocalCluster job)
      throws Exception {
    JobOptions options = job.options();
    WatchLoad load = new WatchLoad(settings.viewers(), settings.items(), row -> "item-" + row);
    UpdateTimes times = new UpdateTimes(options, JobRuns.PARALLELISM);
    try (UpdateFollower follower = new UpdateFollower(options, times::arrived)) {
      double filling = fill(options, load, follower);
      double rate = settings.rate() > 0 ? settings.rate() : filling / 2;
      SustainedRate sustained = new SustainedRate(options, load, follower, progress);
      sustained.warmUp(cluster, rate);
      if (settings.rate() == 0) {
        rate = sustained.find(rate) / 2;
      }
      progress.accept(String.format("%,.0f events/s, no change", rate));
      WatchLoad.Sending sending = load.start(options, rate);
      long start = System.currentTimeMillis();
      TimeUnit.MILLISECONDS.sleep(Math.max(WITHOUT_MS, settings.every().toMillis()));
      Window without = new Window(start, System.currentTimeMillis());
      long residentStart = resident(cluster);
      changes(cluster);
      awaitReembedding(options);
      sending.end();
      long residentEnd = resident(cluster);
      progress.accept("waiting until the job has read everything");
      JobAudit.awaitCaughtUp(options, LIMIT);
      // Throws if the follower has failed.
      follower.updates();
      progress.accept("auditing");
      AuditReport audit =
          JobAudit.run(
              options,
              folder.resolve("registry/releases"),
              new AuditOptions(LIMIT, settings.auditEvery(), null, null, false));
      audit.examples().forEach(progress);
      return new ReleaseChangeEvaluation(times, restarts, progress)
          .report(
              rate,
              without,
              ReleaseStatus.read(options).rows(),
              new ReleaseChangeEvaluation.Resident(residentStart, peak, residentEnd),
              audit);
    }
  }

  /**
   * Fills the histories and returns the rate at which the job read the second half of the events.
   */
  private double fill(JobOptions options, WatchLoad load, UpdateFollower follower)
      throws InterruptedException {
    progress.accept(
        String.format("filling %,d histories of %d items", settings.viewers(), settings.history()));
    int later = settings.history() / 2;
    load.send(options, (long) settings.viewers() * (settings.history() - later));
    JobAudit.awaitCaughtUp(options, LIMIT);
    long start = System.nanoTime();
    load.send(options, (long) settings.viewers() * later);
    JobAudit.awaitCaughtUp(options, LIMIT);
    double seconds = (Math.max(follower.lastArrival(), start + 1) - start) / 1e9;
    return settings.viewers() * later / seconds;
  }

  private void changes(StandaloneCluster cluster) throws Exception {
    long start = System.nanoTime();
    int killed = 0;
    for (int change = 1; change <= settings.changes(); change++) {
      registry.activate("production", version(change));
      progress.accept("change " + change + " of " + settings.changes());
      long end = start + settings.every().toNanos() * change;
      // In the middle of the wait, so that the restart happens during the release change.
      if (change * (settings.kills() + 1) / (settings.changes() + 1) > killed) {
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
        sum += new ProcessFigures(cluster.taskManager(number).pid()).residentBytes();
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
    String last = version(settings.changes());
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      List<ReleaseStatus.Row> rows = ReleaseStatus.read(options).rows();
      if (!rows.isEmpty()
          && rows.get(0).version().equals(last)
          && rows.get(0).state().equals("reembedded")) {
        return;
      }
      if (System.nanoTime() > deadline) {
        String state =
            rows.stream()
                .limit(1)
                .filter(row -> row.version().equals(last))
                .map(ReleaseStatus.Row::state)
                .findFirst()
                .orElse("not announced");
        throw InterestStreamException.environment(
            "release %s: %s after %d s (expected: reembedded)"
                .formatted(last, state, LIMIT.toSeconds()));
      }
      // Do not poll more often: reading uses the cores that are measured.
      TimeUnit.SECONDS.sleep(5);
    }
  }
}
