package io.intereststream.deploy.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.LaterWatches;
import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.audit.status.ReleaseStatus;
import io.intereststream.deploy.audit.status.ReleaseStatus.Contest;
import io.intereststream.deploy.cli.demo.DemoTraining;
import io.intereststream.deploy.cli.demo.Screen;
import io.intereststream.deploy.cli.replay.Replay;
import io.intereststream.deploy.cli.replay.ReplaySettings;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.history.SignalPolicy;
import io.intereststream.job.config.EvaluationOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.evaluation.PairedHits;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.Safetensors;
import io.intereststream.model.serving.Release;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Online evaluation tells a better release from a worse one, and promotes or rolls back as the
 * options say.
 */
class CandidateITCase {
  private static final SignalPolicy POLICY = JobOptions.signalPolicy(new Configuration());
  private static final long LOG = 24_000;
  private static final long REPLAYED = 100_000;
  private static final int LEAST_EVENTS = 300;

  @TempDir Path folder;
  private ModelRegistry registry;
  private ReleaseStatus status;

  @Test
  void theBetterIsPromotedTheWorseIsNotAndAForcedBadOneIsUndone() throws Exception {
    SyntheticLog data =
        new SyntheticLog(
            SyntheticSettings.of(5, LOG + REPLAYED).withViewers(200).withCatalogue(400, 10, 8, 32));
    registry = new ModelRegistry(folder.resolve("registry"));
    train(data, "brief", 30);
    long position = train(data, "longer", 150);
    shuffle("longer", "shuffled");
    registry.activate("production", "brief");
    try (LocalBroker broker = LocalBroker.in(folder.resolve("broker")).start();
        LocalCluster cluster =
            LocalCluster.start(
                configuration(broker), folder.resolve("flink"), EncoderProvider.serving())) {
      JobOptions options = cluster.options();
      Replay replay =
          new Replay(
              ReplaySettings.of(
                      options.kafka().bootstrapServers(),
                      options.topics().watchEvents(),
                      new LaterWatches(data, position))
                  .withEventsPerSecond(2000));
      CompletableFuture<Replay.Report> running =
          CompletableFuture.supplyAsync(() -> replay.run(Replay.Listener.NONE));
      try {
        registry.activate("candidate", "shuffled");
        await(
            options,
            () -> figures("brief", "shuffled", hits -> hits.gain() + hits.gainHalfWidth() < 0));
        assertThat(registry.alias("production")).isEqualTo("brief");

        registry.activate("candidate", "longer");
        await(options, () -> figures("brief", "longer", hits -> hits.leastGain() > 0));
        await(options, () -> registry.alias("production").equals("longer"));
        await(options, () -> noted("longer promoted"));

        // The candidate is the active release, so its predecessor is evaluated instead.
        registry.activate("candidate", "shuffled");
        registry.activate("production", "shuffled");
        await(options, () -> noted("shuffled withdrawn"));
        assertThat(registry.alias("production")).isEqualTo("longer");
      } finally {
        replay.stop();
      }
      Replay.Report sent = running.get(1, TimeUnit.MINUTES);
      System.out.printf(
          "decided within %,d events: %s, %s%n", sent.eventsSent(), status.live(), status.notes());
      assertThat(sent.complete()).isFalse();
      JobAudit.awaitCaughtUp(options, Duration.ofMinutes(2));
      cluster.check();
      assertThat(JobAudit.run(options, folder.resolve("registry/releases")).holds()).isTrue();
    }
  }

  private Configuration configuration(LocalBroker broker) {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    configuration.set(KafkaOptions.PARTITIONS, 2);
    configuration.set(ReleaseOptions.REGISTRY, folder.resolve("registry").toUri().toString());
    configuration.set(ReleaseOptions.POLL_INTERVAL, Duration.ofMillis(200));
    configuration.set(EvaluationOptions.EVENTS_PER_SECOND, 10_000);
    configuration.set(EvaluationOptions.SAMPLE, 0.5);
    configuration.set(EvaluationOptions.PROMOTE, true);
    configuration.set(EvaluationOptions.ROLL_BACK, true);
    configuration.set(EvaluationOptions.LEAST_EVENTS, LEAST_EVENTS);
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, 2);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
    return configuration;
  }

  private long train(SyntheticLog data, String version, int steps) throws Exception {
    Screen screen = new Screen(new PrintWriter(new StringWriter()), false);
    Path releases = folder.resolve("trained-" + version);
    DemoTraining.Trained trained =
        new DemoTraining(data, POLICY, LOG, REPLAYED, 1, screen).steps(steps).run(releases);
    copy(releases.resolve(trained.version()), version, false);
    return trained.position();
  }

  private void shuffle(String version, String shuffled) throws Exception {
    copy(registry.release(version), shuffled, true);
  }

  /** Writes a copy of a release, with the rows of the items in order or shuffled. */
  private void copy(Path from, String version, boolean shuffled) throws Exception {
    Release release = Release.read(from);
    List<String> items =
        new ArrayList<>(
            IntStream.range(0, release.items()).mapToObj(release.vocabulary()::itemId).toList());
    if (shuffled) {
      Collections.shuffle(items, new Random(1));
    }
    Map<String, float[]> tensors =
        Safetensors.open(from.resolve("weights.safetensors")).allFloats();
    ModelSizes sizes =
        new ModelSizes(
            release.items(),
            release.dimension(),
            release.interests(),
            release.hidden(),
            release.window());
    new ReleaseWriter(version, release.form(), sizes, tensors, items)
        .write(registry.release(version), List.of(new int[] {0, 1, 2}));
  }

  private boolean figures(String version, String compared, Predicate<PairedHits> enough) {
    PairedHits hits = status.live().get(new Contest(version, compared, true));
    return hits != null && hits.events() >= LEAST_EVENTS && enough.test(hits);
  }

  private boolean noted(String what) {
    return status.notes().stream().anyMatch(note -> note.contains(what));
  }

  /** Reads the status until a condition holds. */
  private void await(JobOptions options, Callable<Boolean> shown) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              status = ReleaseStatus.read(options);
              assertThat(shown.call())
                  .as("live %s, notes %s", status.live(), status.notes())
                  .isTrue();
            });
  }
}
