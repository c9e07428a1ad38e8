package io.intereststream.deploy.bench.change;

import io.intereststream.deploy.audit.AuditOptions;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.audit.status.ReleaseStatus;
import io.intereststream.deploy.bench.change.UpdateTimes.Window;
import io.intereststream.deploy.bench.cpu.ProcessFigures;
import io.intereststream.deploy.bench.encoder.RandomRelease;
import io.intereststream.deploy.bench.latency.UpdateReader;
import io.intereststream.deploy.bench.load.LoadProducer;
import io.intereststream.deploy.bench.load.LoadSettings;
import io.intereststream.deploy.bench.load.Order;
import io.intereststream.deploy.bench.load.WatchLoad;
import io.intereststream.deploy.bench.measure.BenchCluster;
import io.intereststream.deploy.bench.measure.UpdateTopic;
import io.intereststream.deploy.bench.tail.BusyRate;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.deploy.local.StandaloneCluster;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobConfiguration;
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
 * Changes the release while the job runs at a rate that keeps 40 % of the CPU busy, on a cluster of
 * two TaskManagers in separate JVMs. TaskManagers can be killed during the run. Then audits every
 * update. Each change is compared with the time before it, and the medians are reported.
 */
public final class ReleaseChangeBench {
  private static final int WINDOW = 100;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Time after a kill in which the job is down or catching up. */
  private static final long RESTART_MS = 45_000;

  private static final long WITHOUT_MS = 60_000;

  /** The memory at the end is compared with that after this time under load, in ns. */
  private static final long EARLY_NS = TimeUnit.MINUTES.toNanos(2);

  /** Bytes of a viewer's state with a history of 100 items. */
  private static final long STATE_BYTES = 4096;

  private final ReleaseChangeSettings settings;
  private final Path folder;
  private final Consumer<String> progress;
  private final ModelRegistry registry;
  private final List<Window> restarts = new ArrayList<>();
  private long began;
  private long early;
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
    if (settings.strict() && settings.rate() == 0) {
      BusyRate.checkIdle();
    }
    ModelSizes sizes = new ModelSizes(settings.items(), 64, 8, 64, WINDOW);
    for (int i = 0; i < 2; i++) {
      progress.accept("writing release " + version(i));
      RandomRelease.write(registry.release(version(i)), sizes, i).close();
    }
    registry.activate("production", version(0));
    StandaloneCluster.Memory memory =
        new StandaloneCluster.Memory(
            MemorySize.ofMebiBytes(512),
            BenchCluster.tables(sizes),
            // Little more than the states of the viewers need, so that RocksDB fills its memory
            // before the first change and the memory before and after can be compared.
            new MemorySize(
                (128L << 20) + settings.viewers() * STATE_BYTES / BenchCluster.PARALLELISM));
    LoadSettings load =
        LoadSettings.of(settings.viewers(), settings.items(), settings.history(), Order.IN_TURN);
    try (LocalBroker broker = BenchCluster.broker(folder.resolve("broker"))) {
      Configuration options = configuration(broker);
      progress.accept("filling %,d histories".formatted(settings.viewers()));
      BenchCluster.fill(options, new WatchLoad(load));
      Configuration complete = JobConfiguration.withDefaults(options);
      try (StandaloneCluster cluster =
              StandaloneCluster.in(folder.resolve("flink"))
                  .flink(checkpoints())
                  .taskManagers(BenchCluster.PARALLELISM)
                  .memory(memory)
                  .start();
          LocalCluster job = cluster.submit(options, EncoderProvider.serving());
          UpdateReader reader = UpdateReader.start(complete, folder);
          LoadProducer producer = LoadProducer.start(complete, load, folder)) {
        awaitFirstUpdates(job);
        return measure(cluster, job, reader, producer);
      }
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
    Configuration job =
        BenchCluster.options(broker.bootstrapServers(), folder.resolve("registry"), WINDOW);
    job.set(ReleaseOptions.POLL_INTERVAL, Duration.ofMillis(500));
    job.set(ReleaseOptions.REEMBED_WITHIN, settings.reembedWithin());
    job.addAll(settings.options());
    return job;
  }

  private void awaitFirstUpdates(LocalCluster job) throws InterruptedException {
    try (UpdateTopic updates = new UpdateTopic(job.options())) {
      updates.await(settings.viewers(), job::check, LIMIT);
    }
  }

  private ReleaseChangeReport measure(
      StandaloneCluster cluster, LocalCluster job, UpdateReader reader, LoadProducer producer)
      throws Exception {
    JobOptions options = job.options();
    double rate = rate(cluster, producer);
    progress.accept(String.format("%,.0f events/s, no change", rate));
    long first = reader.awaitQuiet();
    began = System.nanoTime();
    producer.send(rate);
    long start = System.currentTimeMillis();
    TimeUnit.MILLISECONDS.sleep(Math.max(WITHOUT_MS, settings.every().toMillis()));
    Window without = new Window(start, System.currentTimeMillis());
    early = resident(cluster);
    changes(cluster);
    awaitReembedding(options);
    producer.stop();
    long residentEnd = resident(cluster);
    progress.accept("waiting until the job has read everything");
    JobAudit.awaitCaughtUp(options, LIMIT);
    UpdateTimes times = new UpdateTimes(JobConfiguration.MAX_PARALLELISM, BenchCluster.PARALLELISM);
    reader.read(first, reader.awaitQuiet(), times::add);
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
            new ReleaseChangeEvaluation.Resident(early, peak, residentEnd),
            audit);
  }

  private double rate(StandaloneCluster cluster, LoadProducer producer)
      throws IOException, InterruptedException {
    List<Long> pids =
        cluster.taskManagers().stream().map(number -> cluster.taskManager(number).pid()).toList();
    BusyRate busy = new BusyRate(producer, pids, settings.strict(), progress);
    if (settings.rate() == 0) {
      return busy.find();
    }
    busy.warmUp(settings.rate());
    return settings.rate();
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
    if (System.nanoTime() - began < EARLY_NS) {
      early = sum;
    }
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
