package io.intereststream.deploy.bench.pipeline;

import io.intereststream.deploy.bench.encoder.Role;
import io.intereststream.deploy.bench.encoder.RoleEncoders;
import io.intereststream.deploy.bench.load.WatchLoad;
import io.intereststream.deploy.bench.measure.BenchCluster;
import io.intereststream.deploy.bench.measure.ClusterJob;
import io.intereststream.deploy.bench.measure.Gate;
import io.intereststream.deploy.bench.measure.SubtaskEvents;
import io.intereststream.deploy.bench.measure.UpdateTopic;
import io.intereststream.deploy.bench.measure.Window;
import io.intereststream.deploy.bench.measure.WindowMeter;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/**
 * Measures jobs that start from one savepoint, in the same JVMs, and read the same backlog of
 * events at full rate.
 */
final class Rounds {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration RECOMPUTING = Duration.ofSeconds(10);

  /** The backlog at the start, in windows. It grows until a window fits. */
  private static final int FIRST_BACKLOG = 3;

  private static final long MOST_EVENTS = 50_000_000;

  private final BenchCluster cluster;
  private final Configuration options;
  private final WatchLoad load;
  private final Path release;
  private final PipelineSettings settings;
  private final Consumer<String> progress;
  private long backlog;

  /**
   * @param options options of the jobs, with the savepoint
   * @param load whose histories are filled; sends the backlog
   * @param release folder of the release
   */
  Rounds(
      BenchCluster cluster,
      Configuration options,
      WatchLoad load,
      Path release,
      PipelineSettings settings,
      Consumer<String> progress) {
    this.cluster = cluster;
    this.options = options;
    this.load = load;
    this.release = release;
    this.settings = settings;
    this.progress = progress;
    extendBacklog(FIRST_BACKLOG * settings.events());
  }

  /** Number of events that a job reads from the savepoint on. */
  long backlog() {
    return backlog;
  }

  private void extendBacklog(long events) {
    if (backlog + events > MOST_EVENTS) {
      throw InterestStreamException.environment(
          ("%,d events were read before a window of %,d events ended with a checkpoint (expected:"
                  + " shorter checkpoint intervals, or fewer --events)")
              .formatted(backlog, settings.events()));
    }
    progress.accept("sending %,d events".formatted(events));
    load.send(JobOptions.from(JobConfiguration.withDefaults(options)), events);
    backlog += events;
  }

  /** Measures the job. */
  Gate<Round> job() throws Exception {
    Gate<Round> gate =
        new Gate<>(
            "CPU of an event, µs",
            settings.repetitions(),
            settings.strict(),
            round -> round.window().perEvent().total());
    while (!gate.isPassed()) {
      gate.checkAttempts();
      Round round = round(Role.JOB, Role.JOB);
      progress.accept("job: " + round.window());
      gate.add(round, round.window().isCompiled(), round.window().jitText());
    }
    return gate;
  }

  /** Measures the job and the pipeline in one job. */
  Gate<Paired> paired() throws Exception {
    Gate<Paired> gate =
        new Gate<>(
            "job / pipeline, CPU of the updater",
            settings.repetitions(),
            settings.strict(),
            Paired::jobOverPipeline);
    while (!gate.isPassed()) {
      gate.checkAttempts();
      Paired pair = new Paired(round(Role.JOB, Role.STORED), round(Role.STORED, Role.JOB));
      progress.accept(
          "pair: updater %.2f, %.2f µs an event, pipeline %.2f, %.2f, ratio %.3f, JIT %.2f, %.2f"
              .formatted(
                  pair.first().updaterUs(0),
                  pair.second().updaterUs(1),
                  pair.first().updaterUs(1),
                  pair.second().updaterUs(0),
                  pair.jobOverPipeline(),
                  pair.first().window().perEvent().jit(),
                  pair.second().window().perEvent().jit()));
      Window last = pair.second().window();
      boolean compiled = pair.first().window().isCompiled() && last.isCompiled();
      gate.add(pair, compiled, last.jitText());
    }
    return gate;
  }

  /** Measures the updater with a libtorch pass over the whole history at each event. */
  Gate<Round> recompute() throws Exception {
    Gate<Round> gate =
        new Gate<>(
            "recompute, CPU of the updater, µs an event", 2, settings.strict(), Round::updaterUs);
    return run(
        Role.LIBTORCH,
        Role.LIBTORCH,
        (meter, updates) -> {
          while (!gate.isPassed()) {
            gate.checkAttempts();
            Window window = meter.measure(RECOMPUTING);
            Round round = new Round(window, events(updates, window));
            progress.accept("recompute: updater %,.0f µs an event".formatted(round.updaterUs()));
            gate.add(round);
          }
          return gate;
        });
  }

  private static long[] events(UpdateTopic updates, Window window) {
    return new SubtaskEvents(updates, BenchCluster.PARALLELISM).of(window);
  }

  /** Runs jobs until a window has been measured. */
  private Round round(Role first, Role second) throws Exception {
    while (true) {
      Optional<Round> round = run(first, second, this::round);
      if (round.isPresent()) {
        return round.get();
      }
      extendBacklog(backlog);
    }
  }

  private Optional<Round> round(WindowMeter meter, UpdateTopic updates)
      throws IOException, InterruptedException {
    return meter
        .measure(settings.events(), Duration.ZERO, backlog)
        .map(window -> new Round(window, events(updates, window)));
  }

  /** What is measured while a job runs. */
  private interface Measurement<T> {
    T measure(WindowMeter meter, UpdateTopic updates) throws IOException, InterruptedException;
  }

  /** Starts a job, measures it, stops it and deletes its updates. */
  private <T> T run(Role first, Role second, Measurement<T> measurement) throws Exception {
    ClusterJob job = cluster.start(options, new RoleEncoders(release, first, second));
    try (UpdateTopic updates = new UpdateTopic(job.options())) {
      T measured;
      try (job) {
        WindowMeter meter = new WindowMeter(job, updates, cluster.broker().pid(), LIMIT);
        measured = measurement.measure(meter, updates);
      }
      updates.delete();
      return measured;
    }
  }
}
