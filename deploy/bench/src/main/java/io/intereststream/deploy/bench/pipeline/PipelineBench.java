package io.intereststream.deploy.bench.pipeline;

import io.intereststream.deploy.bench.cpu.CpuPerEvent;
import io.intereststream.deploy.bench.encoder.EncodeBench;
import io.intereststream.deploy.bench.encoder.RandomRelease;
import io.intereststream.deploy.bench.load.LoadSettings;
import io.intereststream.deploy.bench.load.WatchLoad;
import io.intereststream.deploy.bench.measure.BenchCluster;
import io.intereststream.deploy.bench.measure.ClusterJob;
import io.intereststream.deploy.bench.measure.Gate;
import io.intereststream.deploy.bench.measure.UpdateTopic;
import io.intereststream.deploy.bench.measure.Window;
import io.intereststream.deploy.bench.tail.BusyRate;
import io.intereststream.deploy.bench.tail.LatencyBench;
import io.intereststream.deploy.bench.tail.LatencyReport;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.job.config.EvaluationOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ModelSizes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/**
 * Measures the CPU time of an event in the job by groups of threads; the updater's CPU time against
 * that of the same updater with an encoder that only returns stored vectors (the cost of the
 * pipeline alone), and with a forward pass over the whole history in libtorch at each event; and
 * the latency of the job with default settings.
 *
 * <p>All jobs start from the same savepoint, in which every viewer has a long history, and read the
 * same events, each of which changes a history.
 */
public final class PipelineBench {
  private static final ModelSizes SIZES = EncodeBench.SIZES;
  private static final String VERSION = "random";
  private static final Duration CATCH_UP = Duration.ofMinutes(30);

  private final PipelineSettings settings;
  private final Path folder;
  private final Consumer<String> progress;
  private final LoadSettings load;

  /**
   * @param folder for broker, release and state
   * @param progress receives progress messages
   */
  public PipelineBench(PipelineSettings settings, Path folder, Consumer<String> progress) {
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    this.load =
        LoadSettings.of(settings.viewers(), SIZES.items(), SIZES.window(), settings.order());
  }

  /**
   * Runs the benchmark, which takes about 20 minutes.
   *
   * @throws io.intereststream.error.InterestStreamException as a failed check, if a number would
   *     not be reliable
   */
  public PipelineReport run() throws Exception {
    if (settings.strict()) {
      // The latency would be refused at the end.
      BusyRate.checkIdle();
    }
    Path root = folder.resolve("registry");
    ModelRegistry registry = new ModelRegistry(root);
    Path release = registry.release(VERSION);
    RandomRelease.write(release, SIZES, 1).close();
    registry.activate("production", VERSION);
    double encoderUs = EncodeBench.encoderUs(release, settings.repetitions(), settings.strict());
    progress.accept("encoder: %.2f µs an event".formatted(encoderUs));
    try (BenchCluster cluster = BenchCluster.start(folder, SIZES)) {
      Configuration options =
          BenchCluster.options(cluster.broker().bootstrapServers(), root, SIZES.window());
      options.addAll(settings.options());
      WatchLoad events = new WatchLoad(load);
      progress.accept("filling %,d histories".formatted(load.viewers()));
      BenchCluster.State state = cluster.fillToSavepoint(options, load, events);
      Configuration restored = LocalConfiguration.fromSavepoint(options, state.savepoint());
      Rounds rounds =
          new Rounds(cluster, withoutEvaluation(restored), events, release, settings, progress);
      Gate<Round> job = rounds.job();
      Gate<Paired> paired = rounds.paired();
      Gate<Round> recompute = rounds.recompute();
      LatencyReport latency = latency(cluster, restored, rounds.backlog());
      return new PipelineReport(
          CpuPerEvent.medians(
              job.repetitions().stream().map(Round::window).map(Window::perEvent).toList()),
          paired.median(),
          recompute.median() / updaterUs(job),
          encoderUs,
          job.repetitions().stream()
              .mapToDouble(round -> round.window().bytesPerEvent())
              .average()
              .orElse(Double.NaN),
          latency,
          state.bytes() / load.viewers(),
          Math.max(job.spread(), Math.max(paired.spread(), recompute.spread())),
          !settings.strict());
    }
  }

  private static double updaterUs(Gate<Round> job) {
    return job.repetitions().stream().mapToDouble(Round::updaterUs).average().orElse(Double.NaN);
  }

  /** Evaluation of a random release is useless, and costs time; but it can be asked for. */
  private Configuration withoutEvaluation(Configuration options) {
    Configuration without = new Configuration(options);
    if (!settings.options().contains(EvaluationOptions.SAMPLE)) {
      without.set(EvaluationOptions.SAMPLE, 0.0);
    }
    return without;
  }

  private LatencyReport latency(BenchCluster cluster, Configuration options, long backlog)
      throws Exception {
    progress.accept("starting a job with default settings to measure latency");
    try (ClusterJob job = cluster.start(options, EncoderProvider.serving());
        UpdateTopic updates = new UpdateTopic(job.options())) {
      updates.await(backlog, job::check, CATCH_UP);
      return new LatencyBench(job, cluster.webAddress(), load, folder.resolve("latency"), progress)
          .run(settings.repetitions(), settings.latency(), settings.strict());
    }
  }
}
