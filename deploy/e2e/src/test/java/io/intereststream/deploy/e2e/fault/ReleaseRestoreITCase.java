package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.intereststream.deploy.audit.status.ReleaseStatus;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.deploy.local.TopicReader;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases that arrive late, change, or are gone, and checkpoints that are older than they are. */
class ReleaseRestoreITCase {
  @TempDir private Path parent;
  private Stage stage;
  private Path releases;
  private ModelRegistry registry;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(parent);
    stage.configuration().set(ReleaseOptions.POLL_INTERVAL, Duration.ofMillis(200));
    stage.configuration().set(ReleaseOptions.REEMBED_WITHIN, Duration.ofSeconds(1));
    registry = new ModelRegistry(stage.folder().resolve("registry"));
    releases = stage.folder().resolve("registry/releases");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private List<ReleaseEvent> events(JobOptions options) {
    RecordCodec<ReleaseEvent> codec =
        options.kafka().codecs().create(ReleaseEvent.class, options.topics().releaseEvents());
    List<ReleaseEvent> events = new ArrayList<>();
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().releaseEvents(),
            record -> {
              try {
                events.add(codec.decode(record.value()));
              } catch (RecordDecodeException e) {
                throw new IllegalStateException(e);
              }
            });
    return events;
  }

  /** Waits until both subtasks have reported something about a version. */
  private void awaitEvents(
      LocalCluster cluster, ReleaseEventKind kind, String version, long afterEpoch) {
    await("%s %s above %d".formatted(version, kind, afterEpoch))
        .atMost(Stage.LIMIT)
        .untilAsserted(
            () -> {
              cluster.check();
              assertThat(
                      events(cluster.options()).stream()
                          .filter(event -> event.getKind() == kind)
                          .filter(event -> event.getVersion().equals(version))
                          .filter(event -> event.getEpoch() > afterEpoch)
                          .map(ReleaseEvent::getSubtask)
                          .distinct())
                  .hasSize(2);
            });
  }

  /** What a reader holds, by the order of updates. */
  private Map<String, InterestUpdate> held(JobOptions options) {
    RecordCodec<InterestUpdate> codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    Map<String, InterestUpdate> held = new HashMap<>();
    Comparator<InterestUpdate> order =
        Comparator.comparingLong(InterestUpdate::getGeneration)
            .thenComparingLong(InterestUpdate::getSequence)
            .thenComparingLong(InterestUpdate::getReleaseEpoch);
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().interestUpdates(),
            record -> {
              try {
                held.merge(
                    new String(record.key(), StandardCharsets.UTF_8),
                    codec.decode(record.value()),
                    (before, next) -> order.compare(next, before) >= 0 ? next : before);
              } catch (RecordDecodeException e) {
                throw new IllegalStateException(e);
              }
            });
    return held;
  }

  private static long highestEpoch(List<ReleaseEvent> events) {
    return events.stream().mapToLong(ReleaseEvent::getEpoch).max().orElseThrow();
  }

  /** Waits until what a reader holds of every viewer is of a release. */
  private void awaitHeld(LocalCluster cluster, String release) {
    await("all viewers are of " + release)
        .atMost(Stage.LIMIT)
        .untilAsserted(
            () ->
                assertThat(held(cluster.options()).values())
                    .isNotEmpty()
                    .allMatch(update -> update.getRelease().equals(release)));
  }

  @Test
  void anOldSavepointIsFollowedByAnEpochAboveAllThatWerePublished() throws Exception {
    String savepoint;
    try (LocalCluster cluster = stage.start()) {
      stage.send(cluster.options(), 500);
      stage.audit(cluster);
      savepoint = cluster.stopWithSavepoint();
    }
    Configuration restored = LocalConfiguration.fromSavepoint(stage.configuration(), savepoint);
    long highest;
    try (LocalCluster cluster = stage.start(restored)) {
      stage.publish("r2");
      awaitEvents(cluster, ReleaseEventKind.REEMBEDDED, "r2", 0);
      registry.activate("production", "r1");
      awaitEvents(cluster, ReleaseEventKind.ROLLED_BACK, "r1", 0);
      registry.activate("production", "r2");
      highest = highestEpoch(events(cluster.options()));
      awaitEvents(cluster, ReleaseEventKind.ROLLED_BACK, "r2", highest);
      highest = highestEpoch(events(cluster.options()));
      awaitHeld(cluster, "r2");
      registry.activate("production", "r1");
    }
    // The checkpoint's release is what the alias names, so nothing but the topic tells of r2.
    try (LocalCluster cluster = stage.start(restored)) {
      awaitEvents(cluster, ReleaseEventKind.ACTIVATED, "r1", highest);
      awaitHeld(cluster, "r1");
      stage.send(cluster.options(), 200);
      stage.audit(cluster);
    }
  }

  @Test
  void aReleaseThatIsGoneIsReplacedByTheOneThatTheAliasNames() throws Exception {
    String savepoint;
    long before;
    try (LocalCluster cluster = stage.start()) {
      stage.send(cluster.options(), 500);
      stage.audit(cluster);
      savepoint = cluster.stopWithSavepoint();
      before = highestEpoch(events(cluster.options()));
    }
    stage.publish("r2");
    delete(releases.resolve("r1"));
    try (LocalCluster cluster =
        stage.start(LocalConfiguration.fromSavepoint(stage.configuration(), savepoint))) {
      awaitEvents(cluster, ReleaseEventKind.STARTED, "r2", before);
      assertThat(ReleaseStatus.read(cluster.options()).notes())
          .anyMatch(n -> n.contains("r2 started: ") && n.contains("r1/release.json: missing"));
      awaitHeld(cluster, "r2");
      stage.send(cluster.options(), 200);
      stage.audit(cluster);
    }
  }

  @Test
  void aRegistryThatMovedIsFoundWhereItIsNow() throws Exception {
    String savepoint;
    try (LocalCluster cluster = stage.start()) {
      stage.send(cluster.options(), 300);
      savepoint = cluster.stopWithSavepoint();
    }
    Path moved = stage.folder().resolve("moved");
    Files.move(stage.folder().resolve("registry"), moved);
    Configuration restored = LocalConfiguration.fromSavepoint(stage.configuration(), savepoint);
    restored.set(ReleaseOptions.REGISTRY, moved.toString());
    try (LocalCluster cluster = stage.start(restored)) {
      stage.send(cluster.options(), 300);
      awaitHeld(cluster, "r1");
      assertThat(ReleaseStatus.read(cluster.options()).notes()).isEmpty();
    }
    Files.move(moved, stage.folder().resolve("registry"));
  }

  @Test
  void aReleaseThatArrivesAfterItsAliasIsActivatedAndChangesOnDiskDoNotMatterLater()
      throws Exception {
    stage.configuration().set(ReleaseOptions.ITEM_TABLES, ItemTables.COMPUTED);
    try (LocalCluster cluster = stage.start()) {
      stage.send(cluster.options(), 300);
      Path whole = RandomRelease.copyBelow(stage.folder(), "r2", releases.resolve("r1"));
      copy(whole, releases.resolve("r2"), List.of("release.json", "items.txt"));
      try (RandomAccessFile cut =
          new RandomAccessFile(
              releases.resolve("r2").resolve("weights.safetensors").toFile(), "rw")) {
        cut.setLength(1000);
      }
      registry.activate("production", "r2");
      awaitEvents(cluster, ReleaseEventKind.REJECTED, "r2", 0);
      copy(whole, releases.resolve("r2"), List.of("weights.safetensors", "probe.safetensors"));
      awaitEvents(cluster, ReleaseEventKind.ACTIVATED, "r2", 0);

      Path weights = releases.resolve("r2").resolve("weights.safetensors");
      try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
        file.seek(file.length() / 2);
        file.write(new byte[(int) (file.length() - file.getFilePointer())]);
      }
      stage.send(cluster.options(), 300);
      try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
        file.setLength(0);
      }
      stage.send(cluster.options(), 300);
      awaitHeld(cluster, "r2");
      Files.delete(weights);
      copy(whole, releases.resolve("r2"), List.of("weights.safetensors"));
      stage.audit(cluster);
    }
  }

  @Test
  void aMissingLibraryEndsTheJobAtOnceAndSaysWhatItIs() throws Exception {
    EncoderProvider none =
        (release, items) -> {
          throw new NoClassDefFoundError("org/nd4j/linalg/factory/Nd4j");
        };
    assertThatThrownBy(
            () -> LocalCluster.start(stage.configuration(), stage.folder().resolve("flink"), none))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContainingAll("a class cannot be loaded: ", "org/nd4j/linalg/factory/Nd4j")
        .hasMessageNotContaining("registry");
  }

  private static void copy(Path from, Path to, List<String> files) throws Exception {
    Files.createDirectories(to);
    for (String file : files) {
      Files.deleteIfExists(to.resolve(file));
      Files.copy(from.resolve(file), to.resolve(file));
    }
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
