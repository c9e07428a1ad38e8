package io.intereststream.deploy.cli.demo;

import io.intereststream.data.WatchLog;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.audit.topic.CaughtUp;
import io.intereststream.deploy.bench.latency.Latency;
import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.deploy.cli.replay.Replay;
import io.intereststream.deploy.cli.replay.ReplaySettings;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.registry.RegistryLayout;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The whole system on one machine: a Kafka broker, the job on a local Flink cluster with RocksDB
 * and checkpoints on disk, a replay of events, a reader of the updates, and finally the audit.
 */
final class Demo {
  /**
   * What to run.
   *
   * @param folder folder for the files of broker, job and registry
   * @param data events to replay
   * @param release version below {@code folder/registry/releases}
   * @param events maximum number of events
   * @param eventsPerSecond rate of the replay
   * @param parallelism subtasks of the job
   * @param slack slack of the histories, or null for the default; their window is that of the
   *     release
   * @param output folder to write the content of the topics to, or null
   * @param signal configuration with the job's options of the signal policy
   * @param training how the release was trained, for the report; null if the user gave the release
   */
  public record Settings(
      Path folder,
      WatchLog data,
      String release,
      long events,
      double eventsPerSecond,
      int parallelism,
      Integer slack,
      Path output,
      ReadableConfig signal,
      TrainingReport training) {
    /** The registry's folder. */
    public Path registry() {
      return folder.resolve("registry");
    }
  }

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int PARTITIONS = 4;

  private final Settings settings;
  private final Screen screen;
  private final Histogram latencies = new Histogram(3);

  /** Creates a demo that shows its progress on a screen. */
  public Demo(Settings settings, Screen screen) {
    this.settings = settings;
    this.screen = screen;
  }

  /** Runs the demo until the audit has ended. */
  public DemoReport run() throws Exception {
    new ModelRegistry(settings.registry()).activate("production", settings.release());
    Path releases = new RegistryLayout(settings.registry()).releases();
    screen.say("starting a Kafka broker");
    try (Release release = Release.read(releases.resolve(settings.release()));
        LocalBroker broker = LocalBroker.in(settings.folder().resolve("broker")).start()) {
      screen.say("starting the job on a local Flink cluster, release " + release.version());
      try (LocalCluster cluster =
          LocalCluster.start(
              configuration(broker.bootstrapServers(), release),
              settings.folder().resolve("flink"),
              EncoderProvider.serving())) {
        return replayAndAudit(cluster, release, releases);
      }
    }
  }

  private Configuration configuration(String bootstrapServers, Release release) {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, bootstrapServers);
    configuration.set(KafkaOptions.PARTITIONS, PARTITIONS);
    configuration.set(ReleaseOptions.REGISTRY, settings.registry().toUri().toString());
    configuration.set(HistoryOptions.WINDOW, release.window());
    if (settings.slack() != null) {
      configuration.set(HistoryOptions.SLACK, settings.slack());
    }
    configuration.set(HistoryOptions.LONG_VIEW, settings.signal().get(HistoryOptions.LONG_VIEW));
    configuration.set(
        HistoryOptions.POSITIVE_ACTIONS, settings.signal().get(HistoryOptions.POSITIVE_ACTIONS));
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, settings.parallelism());
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
    return configuration;
  }

  private DemoReport replayAndAudit(LocalCluster cluster, Release release, Path releases)
      throws Exception {
    JobOptions options = cluster.options();
    ViewerSample sample = new ViewerSample(release, options);
    Replay.Report sent;
    double seconds;
    try (UpdateFollower follower = new UpdateFollower(options, sample::arrived);
        CaughtUp position = JobAudit.position(options)) {
      long start = System.nanoTime();
      sent = replay(cluster, sample, follower, position);
      long replayed = System.nanoTime();
      position.await(LIMIT);
      seconds = (Math.max(replayed, follower.lastArrival()) - start) / 1e9;
      latencies.add(follower.takeLatencies());
    }
    cluster.check();

    screen.say("auditing every viewer's last update against the reference encoder");
    AuditReport audit = JobAudit.run(options, releases);
    if (settings.output() != null) {
      new TopicDump(options).write(settings.output());
    }
    return new DemoReport(
        sent.eventsSent(),
        sent.malformedRows(),
        audit.eventsRead(),
        audit.deadLetters(),
        audit.updates(),
        audit.viewersChecked(),
        options.history().window(),
        options.history().slack(),
        release.version(),
        seconds,
        sent.eventsSent() / seconds,
        Latency.of(latencies),
        audit,
        settings.training());
  }

  /** Replays in a separate thread and shows the progress. */
  private Replay.Report replay(
      LocalCluster cluster, ViewerSample sample, UpdateFollower follower, CaughtUp position)
      throws Exception {
    JobOptions options = cluster.options();
    Replay replay =
        new Replay(
            ReplaySettings.of(
                    options.kafka().bootstrapServers(),
                    options.topics().watchEvents(),
                    settings.data())
                .withCodecs(options.kafka().codecs())
                .withEventsPerSecond(settings.eventsPerSecond())
                .withLimit(settings.events()));
    Progress progress = new Progress(sample);
    CompletableFuture<Replay.Report> running =
        CompletableFuture.supplyAsync(() -> replay.run(progress));
    try {
      while (true) {
        try {
          return running.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          cluster.check();
          Histogram last = follower.takeLatencies();
          latencies.add(last);
          screen.show(progress.lines(follower.updates(), position.left(), last));
        }
      }
    } finally {
      replay.stop();
    }
  }
}
