package io.intereststream.deploy.bench.compare;

import io.intereststream.deploy.bench.encoder.EncodeBench;
import io.intereststream.deploy.bench.encoder.RandomRelease;
import io.intereststream.deploy.bench.load.LoadSettings;
import io.intereststream.deploy.bench.load.WatchLoad;
import io.intereststream.deploy.bench.measure.BenchCluster;
import io.intereststream.deploy.bench.measure.FullRate;
import io.intereststream.deploy.bench.measure.Gate;
import io.intereststream.deploy.bench.measure.LauncherJob;
import io.intereststream.deploy.bench.measure.UpdateTopic;
import io.intereststream.deploy.bench.measure.Window;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.TemporaryFolder;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.EvaluationOptions;
import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ModelSizes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * Compares two builds of this project by the CPU time of an event in job and broker. The builds
 * take turns on one broker: baseline (A), candidate (B), baseline (A'). Each job is started by its
 * build's launcher, rebuilds its state from the same events and reads the same backlog at full
 * rate.
 */
public final class CompareBench {
  private static final ModelSizes SIZES = EncodeBench.SIZES;
  private static final String VERSION = "random";
  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(1024);
  private static final Duration FILL = Duration.ofMinutes(30);

  /** Number of times that the candidate is measured between two runs of the baseline. */
  private static final int ATTEMPTS = 3;

  /** Minimum number of events of a window; the time decides. */
  private static final long EVENTS = 200_000;

  private final CompareSettings settings;
  private final Path folder;
  private final Consumer<String> progress;
  private final LoadSettings load;

  /**
   * @param folder for broker, release and state
   * @param progress receives progress messages
   */
  public CompareBench(CompareSettings settings, Path folder, Consumer<String> progress) {
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    this.load =
        LoadSettings.of(settings.viewers(), SIZES.items(), SIZES.window(), settings.order());
  }

  /**
   * Runs the benchmark, which takes about 15 minutes.
   *
   * @throws InterestStreamException as a failed check, if no two runs of the baseline agree
   */
  public CompareReport run() throws Exception {
    LauncherJob.launcher(settings.baseline());
    LauncherJob.launcher(settings.candidate());
    Path root = folder.resolve("registry");
    ModelRegistry registry = new ModelRegistry(root);
    RandomRelease.write(registry.release(VERSION), SIZES, 1).close();
    registry.activate("production", VERSION);
    try (LocalBroker broker = BenchCluster.broker(folder.resolve("broker"))) {
      Configuration none = new Configuration();
      Window first = measure(broker, root, settings.baseline(), none, "baseline");
      for (int i = 1; ; i++) {
        Window candidate =
            measure(
                broker, root, settings.candidate(), settings.candidateOptions(), "candidate-" + i);
        Window again = measure(broker, root, settings.baseline(), none, "baseline-" + i);
        CompareReport report =
            CompareReport.of(
                first.perEvent(), candidate.perEvent(), again.perEvent(), !settings.strict());
        if (!settings.strict() || report.spread() <= Gate.TOLERANCE) {
          return report;
        }
        if (i == ATTEMPTS) {
          throw refused(first, again);
        }
        first = again;
      }
    }
  }

  private static InterestStreamException refused(Window first, Window again) {
    return InterestStreamException.checkFailed(
        ("CPU of an event with the baseline: %.2f and %.2f µs (expected: at most %.0f %% apart;"
                + " nothing is reported because it would not be reliable; end other programs)")
            .formatted(first.perEvent().total(), again.perEvent().total(), 100 * Gate.TOLERANCE));
  }

  private Window measure(
      LocalBroker broker, Path registry, Path checkout, Configuration own, String name)
      throws Exception {
    progress.accept("%s: %s, filling %,d histories".formatted(name, checkout, load.viewers()));
    Configuration options = options(broker, registry, name);
    options.addAll(own);
    WatchLoad events = new WatchLoad(load);
    BenchCluster.fill(options, events);
    Path state = folder.resolve(name);
    try (LauncherJob job = LauncherJob.start(checkout, options, state);
        UpdateTopic updates = new UpdateTopic(job.options())) {
      updates.await(load.viewers(), job::check, FILL);
      Gate<Window> windows =
          new FullRate(job, broker.pid(), events, settings.strict(), progress)
              .measure(1, EVENTS, settings.time());
      return windows.repetitions().get(0);
    } finally {
      TemporaryFolder.delete(state);
      try (UpdateTopic updates = new UpdateTopic(read(options))) {
        updates.delete();
      }
    }
  }

  private static JobOptions read(Configuration options) {
    return JobOptions.from(JobConfiguration.withDefaults(options));
  }

  private Configuration options(LocalBroker broker, Path registry, String name) {
    Configuration options =
        BenchCluster.backfillingAtOnce(
            BenchCluster.options(broker.bootstrapServers(), registry, SIZES.window()));
    options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
    options.set(EvaluationOptions.SAMPLE, 0.0);
    options.addAll(settings.options());
    options.set(KafkaOptions.WATCH_EVENTS, "watch-events-" + name);
    options.set(KafkaOptions.INTEREST_UPDATES, "interest-updates-" + name);
    options.set(KafkaOptions.RELEASE_EVENTS, "release-events-" + name);
    options.set(KafkaOptions.GROUP_ID, name);
    return options;
  }
}
