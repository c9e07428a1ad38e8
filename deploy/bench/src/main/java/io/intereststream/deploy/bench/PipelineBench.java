package io.intereststream.deploy.bench;

import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.apache.flink.configuration.Configuration;

/**
 * Measures the throughput of the job, of the same job with an encoder that only returns a stored
 * vector (the cost of the pipeline alone), and of the same job with a forward pass over the whole
 * history in libtorch at each event; then the latency of the job at half its throughput.
 *
 * <p>All runs start from the same savepoint, in which every viewer has a long history, and read the
 * same events, each of which changes a history. The variants take turns, and medians are reported.
 */
public final class PipelineBench {
  /** The variants of the job that are compared. */
  enum Mode {
    JOB,
    PIPELINE,
    RECOMPUTE
  }

  private static final int VIEWERS = 10_000;
  private static final int HISTORY = 90;
  private static final Duration RECOMPUTING = Duration.ofSeconds(20);
  private static final Duration LATENCY_RUN = Duration.ofSeconds(20);

  private final Release release;
  private final Path registry;
  private final Path folder;
  private final int repetitions;
  private final int events;
  private final Consumer<String> progress;
  private final WatchLoad load;
  private final JobRuns runs;

  /**
   * @param registry folder whose alias {@code production} names {@code release}
   * @param folder for broker and state
   * @param repetitions runs of each mode
   * @param events events of a measured run
   * @param progress receives progress messages
   */
  public PipelineBench(
      Release release,
      Path registry,
      Path folder,
      int repetitions,
      int events,
      Consumer<String> progress) {
    this.release = release;
    this.registry = registry;
    this.folder = folder;
    this.repetitions = repetitions;
    this.events = events;
    this.progress = progress;
    this.runs = new JobRuns(folder);
    this.load = new WatchLoad(VIEWERS, release.items(), release.vocabulary()::itemId);
  }

  /** Runs the benchmark, which takes several minutes. */
  public PipelineReport run() throws Exception {
    try (LocalBroker broker = LocalBroker.in(folder.resolve("broker")).start()) {
      Configuration base = JobRuns.configuration(broker, registry, release.window());
      progress.accept("filling " + VIEWERS + " histories with " + HISTORY + " items each");
      String savepoint = runs.fill(base, load, VIEWERS * HISTORY);
      Map<Mode, EncoderProvider> providers = providers();
      Map<Mode, double[]> rates = new EnumMap<>(Mode.class);
      for (Mode mode : Mode.values()) {
        rates.put(mode, new double[repetitions]);
      }
      load.send(JobOptions.from(base), events);
      // The first run of each mode is not counted, since the JVM compiles it.
      for (int i = -1; i < repetitions; i++) {
        for (Mode mode : Mode.values()) {
          double rate =
              runs.rate(
                  LocalConfiguration.fromSavepoint(base, savepoint),
                  providers.get(mode),
                  mode == Mode.RECOMPUTE ? RECOMPUTING : JobRuns.LIMIT);
          if (i >= 0) {
            rates.get(mode)[i] = rate;
          }
          String run = i < 0 ? "warm-up" : "run %d of %d".formatted(i + 1, repetitions);
          progress.accept(String.format("%s, %s: %,.0f events/s", run, mode, rate));
        }
      }
      double job = Medians.of(rates.get(Mode.JOB));
      progress.accept(String.format("latency at %,.0f events/s", job / 2));
      Histogram latency = latency(LocalConfiguration.fromSavepoint(base, savepoint), job / 2);
      return PipelineReport.of(
          job,
          Medians.of(rates.get(Mode.PIPELINE)),
          Medians.of(rates.get(Mode.RECOMPUTE)),
          latency);
    }
  }

  private Map<Mode, EncoderProvider> providers() throws ReleaseException {
    // The provider is serialized to the TaskManagers, and a Path is not serializable.
    String files = new ModelRegistry(registry).release(release.version()).toString();
    return Map.of(
        Mode.JOB,
        EncoderProvider.serving(),
        Mode.PIPELINE,
        (r, items) -> {
          Supplier<Encoder> real = r.encoders(items);
          return () ->
              new StoredVectorEncoder(
                  (IncrementalEncoder) real.get(), r.interests(), r.dimension());
        },
        Mode.RECOMPUTE,
        (r, items) -> {
          Encoder libtorch = libtorch(files, r);
          return () -> libtorch;
        });
  }

  private static Encoder libtorch(String files, Release release) {
    return new LibtorchEncoder(Path.of(files), release.items(), release.window());
  }

  private Histogram latency(Configuration base, double rate) throws Exception {
    try (LocalCluster cluster = runs.start(base, EncoderProvider.serving())) {
      JobAudit.awaitCaughtUp(cluster.options(), JobRuns.LIMIT);
      try (UpdateFollower follower = new UpdateFollower(cluster.options(), record -> {})) {
        send(cluster.options(), rate, LATENCY_RUN.dividedBy(4));
        follower.takeLatencies();
        send(cluster.options(), rate, LATENCY_RUN);
        return follower.takeLatencies();
      }
    }
  }

  private void send(JobOptions options, double rate, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    load.send(options, rate, () -> System.nanoTime() < end);
  }
}
