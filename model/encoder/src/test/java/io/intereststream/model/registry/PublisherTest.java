package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseManifest;
import io.intereststream.model.serving.Release;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {

  @TempDir Path temporary;

  private Path root;
  private ModelRegistry registry;
  private Publisher publisher;

  @BeforeEach
  void open() {
    root = temporary.resolve("registry");
    registry = new ModelRegistry(root);
    publisher = new Publisher(registry);
  }

  @Test
  void aFirstReleaseIsCopiedAndActivated() throws Exception {
    Publication publication = publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    assertThat(publication.version()).isEqualTo("v1");
    assertThat(publication.copied()).isTrue();
    assertThat(publication.folder()).isEqualTo(root.resolve("releases/v1"));
    assertThat(publication.comparison()).isNull();
    assertThat(publication.overridden()).isNull();
    assertThat(publication.leftOut()).isEmpty();
    assertThat(publication.move().from()).isNull();
    assertThat(publication.move().to()).isEqualTo("v1");
    assertThat(publication.move().cause()).isEqualTo(AliasMove.Cause.PUBLISH);
    assertThat(Release.read(root.resolve("releases/v1")).version()).isEqualTo("v1");
    assertThat(registry.alias("production")).isEqualTo("v1");
    assertThat(names(root))
        .containsExactlyInAnyOrder(".lock", "aliases", "history.jsonl", "releases");
    assertThat(names(root.resolve("releases"))).containsExactly("v1");
    assertThat(names(root.resolve("aliases"))).containsExactly("production");
  }

  @Test
  void aFirstReleaseNeedsNoMetric() throws Exception {
    publisher.publish(RandomRelease.of("v1").writeBelow(temporary), TestRules.DEFAULT);
    assertThat(registry.alias("production")).isEqualTo("v1");
  }

  @Test
  void aBetterReleaseIsActivated() throws Exception {
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    Publication publication = publisher.publish(source("v2", 0.31), TestRules.DEFAULT);
    assertThat(publication.comparison())
        .isEqualTo(
            new Comparison(
                "test.recall_at_50", "v1", new BigDecimal("0.3"), new BigDecimal("0.31")));
    assertThat(publication.move().from()).isEqualTo("v1");
    assertThat(registry.alias("production")).isEqualTo("v2");
    assertThat(registry.rollback("production").to()).isEqualTo("v1");
  }

  @Test
  void aWorseReleaseIsRejectedAndNothingOfItIsLeft() throws Exception {
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    Path worse = source("v2", 0.2);
    assertThatThrownBy(() -> publisher.publish(worse, TestRules.DEFAULT))
        .isInstanceOf(PublicationRejectedException.class)
        .hasMessageContainingAll("0.2 (expected: at least 0.29", "0.3 of the active release v1")
        .matches(e -> ((PublicationRejectedException) e).canBeForced());
    assertThat(registry.versions()).containsExactly("v1");
    assertThat(registry.alias("production")).isEqualTo("v1");

    PublishRules lenient =
        new PublishRules("production", true, TestRules.DEFAULT.metric(), BigDecimal.ONE, false);
    publisher.publish(worse, lenient);
    assertThat(registry.alias("production")).isEqualTo("v2");
  }

  @Test
  void aWorseReleaseMayBeForcedAndMayBeKeptWithoutActivation() throws Exception {
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    Publication kept = publisher.publish(source("v2", 0.2), TestRules.WITHOUT_ACTIVATION);
    assertThat(kept.copied()).isTrue();
    assertThat(kept.move()).isNull();
    assertThat(kept.comparison()).isNull();
    assertThat(registry.versions()).containsExactly("v1", "v2");
    assertThat(registry.alias("production")).isEqualTo("v1");

    Publication forced = publisher.publish(source("v3", 0.1), TestRules.FORCED);
    assertThat(forced.overridden()).contains("0.1 (expected: at least 0.29");
    assertThat(forced.move().to()).isEqualTo("v3");
  }

  @Test
  void figuresOfOtherDataAreNotComparedUnlessForced() throws Exception {
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    Path other = RandomRelease.of("v2").recall(0.9).data("other").writeBelow(temporary);
    assertThatThrownBy(() -> publisher.publish(other, TestRules.DEFAULT))
        .isInstanceOf(PublicationRejectedException.class)
        .hasMessageContainingAll("training.data: 'other' (expected: 'sample'");
    assertThat(publisher.publish(other, TestRules.FORCED).move().to()).isEqualTo("v2");
  }

  @Test
  void anotherAliasIsComparedWithWhatItNames() throws Exception {
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    PublishRules candidate =
        new PublishRules(
            "candidate", true, TestRules.DEFAULT.metric(), TestRules.DEFAULT.margin(), false);
    publisher.publish(source("v2", 0.2), candidate);
    assertThat(registry.aliasedVersions())
        .containsExactly(Map.entry("candidate", "v2"), Map.entry("production", "v1"));
  }

  @Test
  void publishingTwiceIsPublishingOnce() throws Exception {
    Path source = source("v1", 0.3);
    publisher.publish(source, TestRules.DEFAULT);
    Publication again = publisher.publish(source, TestRules.DEFAULT);
    assertThat(again.copied()).isFalse();
    assertThat(again.move()).isNull();
    assertThat(Files.readAllLines(root.resolve("history.jsonl"))).hasSize(1);
  }

  @Test
  void aReleaseThatLiesInTheRegistryIsOnlyActivated() throws Exception {
    Path there = RandomRelease.of("v1").writeBelow(root.resolve("releases"));
    Publication publication = publisher.publish(there, TestRules.DEFAULT);
    assertThat(publication.copied()).isFalse();
    assertThat(publication.move().to()).isEqualTo("v1");
  }

  @Test
  void aVersionIsNeverOverwritten() throws Exception {
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    String before = Release.read(registry.release("v1")).manifestSha256();
    Path other = RandomRelease.of("v1").seed(2).writeBelow(temporary.resolve("other"));
    for (PublishRules rules :
        List.of(TestRules.DEFAULT, TestRules.FORCED, TestRules.WITHOUT_ACTIVATION)) {
      assertThatThrownBy(() -> publisher.publish(other, rules))
          .isInstanceOf(PublicationRejectedException.class)
          .hasMessageContainingAll("releases/v1: exists with other content", before, "(expected: ")
          .matches(e -> !((PublicationRejectedException) e).canBeForced());
    }
    assertThat(Release.read(registry.release("v1")).manifestSha256()).isEqualTo(before);
  }

  @Test
  void aBrokenReleaseOfThatVersionInTheRegistryIsReported() throws Exception {
    Path broken = Files.createDirectories(root.resolve("releases/v1"));
    assertThatThrownBy(() -> publisher.publish(source("v1", 0.3), TestRules.DEFAULT))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(broken + ": exists already and is broken; move it away and publish");
    assertThat(registry.named("production")).isEmpty();
  }

  @Test
  void aBrokenReleaseIsRejectedBeforeTheRegistryIsTouched() throws Exception {
    Path source = source("v1", 0.3);
    Files.writeString(source.resolve("items.txt"), "x");
    assertThatThrownBy(() -> publisher.publish(source, TestRules.FORCED))
        .isInstanceOf(PublicationRejectedException.class)
        .hasMessageContaining("items.txt: 1 bytes, truncated")
        .matches(e -> !((PublicationRejectedException) e).canBeForced());
    assertThat(root).doesNotExist();
  }

  @Test
  void aProbeThatIsNotReproducedIsRejected() throws Exception {
    Path source = source("v1", 0.3);
    // The probe of other weights, with a manifest that vouches for it.
    Path other = RandomRelease.of("v1").seed(2).writeBelow(temporary.resolve("other"));
    Path probe = source.resolve("probe.safetensors");
    String before = ReleaseManifest.FileEntry.of(probe).sha256();
    Files.write(probe, Files.readAllBytes(other.resolve("probe.safetensors")));
    Path manifest = source.resolve("release.json");
    Files.writeString(
        manifest,
        Files.readString(manifest).replace(before, ReleaseManifest.FileEntry.of(probe).sha256()));
    assertThatThrownBy(() -> publisher.publish(source, TestRules.DEFAULT))
        .isInstanceOf(PublicationRejectedException.class)
        .hasMessageContaining("history 0, interest 0, component 0");
    assertThat(root).doesNotExist();
  }

  @Test
  void aMissingFolderIsReported() {
    assertThatThrownBy(() -> publisher.publish(temporary.resolve("none"), TestRules.DEFAULT))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("none: missing (expected: the folder of a release)");
    assertThat(root).doesNotExist();
  }

  @Test
  void anInvalidAliasIsRejected() throws Exception {
    Path source = source("v1", 0.3);
    assertThatThrownBy(
            () ->
                publisher.publish(
                    source, new PublishRules("../x", true, "m", BigDecimal.ONE, false)))
        .hasMessageContaining("alias: '../x'");
    assertThat(root).doesNotExist();
  }

  @Test
  void anActiveReleaseThatCannotBeReadIsComparedWithOnlyByForce() throws Exception {
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    Files.writeString(root.resolve("releases/v1/release.json"), "{}");
    Path next = source("v2", 0.3);
    assertThatThrownBy(() -> publisher.publish(next, TestRules.DEFAULT))
        .isInstanceOf(PublicationRejectedException.class)
        .hasMessageContainingAll(
            "the active release cannot be compared", "releases/v1/release.json: ");
    Files.writeString(root.resolve("aliases/production"), "a/b\n");
    assertThatThrownBy(() -> publisher.publish(next, TestRules.DEFAULT))
        .hasMessageContaining("aliases/production: version: 'a/b'");
    publisher.publish(next, TestRules.FORCED);
    assertThat(registry.alias("production")).isEqualTo("v2");
  }

  @Test
  void whatTheManifestDoesNotListStaysBehindAndIsNamed() throws Exception {
    Path source = source("v1", 0.3);
    Files.writeString(source.resolve("README.md"), "notes");
    Files.createDirectory(source.resolve("checkpoints"));
    assertThat(publisher.publish(source, TestRules.DEFAULT).leftOut())
        .containsExactly("README.md", "checkpoints");
    assertThat(names(root.resolve("releases/v1")))
        .containsExactlyInAnyOrder(
            "release.json", "weights.safetensors", "items.txt", "probe.safetensors");
  }

  @Test
  void theCopyMayBeReadByAllWhoMayReadTheRegistry() throws Exception {
    Path source = source("v1", 0.3);
    Path free = Files.createFile(temporary.resolve("free"));
    Files.setPosixFilePermissions(
        source.resolve("weights.safetensors"), PosixFilePermissions.fromString("rw-------"));
    publisher.publish(source, TestRules.DEFAULT);
    assertThat(Files.getPosixFilePermissions(root.resolve("releases/v1/weights.safetensors")))
        .isEqualTo(Files.getPosixFilePermissions(free));
  }

  @Test
  void aSourceThatChangesAfterItWasCheckedIsNotPublished() throws Exception {
    Path source = source("v1", 0.3);
    Release checked = Release.read(source);
    Files.writeString(source.resolve("items.txt"), "other");
    assertThatThrownBy(() -> publisher.place(source, checked, TestRules.DEFAULT))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContainingAll("items.txt: changed while it was published", "(expected: ");
    assertThat(names(root.resolve("releases"))).isEmpty();
    assertThat(registry.named("production")).isEmpty();
  }

  // A publisher that is killed at each of its steps, and how the next one continues.

  @Test
  void killedWhileCopyingTheNextOneClearsUp() throws Exception {
    Path release = Files.createDirectories(root.resolve("releases/.stage~dead"));
    Files.writeString(release.resolve("weights.safetensors"), "half");
    Files.createDirectories(root.resolve("releases/.v9.written-by-a-trainer"));
    Path aliases = Files.createDirectories(root.resolve("aliases"));
    Files.writeString(aliases.resolve(".stage~dead"), "v");
    assertThat(registry.versions()).isEmpty();
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    assertThat(names(root.resolve("releases")))
        .containsExactlyInAnyOrder(".v9.written-by-a-trainer", "v1");
    assertThat(names(aliases)).containsExactly("production");
  }

  @Test
  void killedBeforeTheAliasMovedTheSameCommandCompletesIt() throws Exception {
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    Path source = source("v2", 0.3);
    publisher.publish(source, TestRules.WITHOUT_ACTIVATION);
    new AliasHistory(new RegistryLayout(root))
        .append(new AliasMove("2026", "production", "v1", "v2", AliasMove.Cause.PUBLISH, "dead"));
    Publication second = publisher.publish(source, TestRules.DEFAULT);
    assertThat(second.copied()).isFalse();
    assertThat(second.comparison()).isNotNull();
    assertThat(second.move().from()).isEqualTo("v1");
    assertThat(registry.alias("production")).isEqualTo("v2");
    assertThat(registry.rollback("production").to()).isEqualTo("v1");
  }

  @Test
  void aStageThatCannotBeDeletedDoesNoHarm() throws Exception {
    Files.createDirectories(root.resolve("releases/.stage~dead/folder/in/it"));
    publisher.publish(source("v1", 0.3), TestRules.DEFAULT);
    assertThat(registry.versions()).containsExactly("v1");
  }

  // Several at once.

  @Test
  void publishersOfOneVersionWithDifferentContentDoNotMix() throws Exception {
    Path one = RandomRelease.of("v1").seed(1).writeBelow(temporary.resolve("one"));
    Path two = RandomRelease.of("v1").seed(2).writeBelow(temporary.resolve("two"));
    List<Boolean> published = together(List.of(publication(one), publication(two)));
    assertThat(published).containsExactlyInAnyOrder(true, false);
    Path winner = published.get(0) ? one : two;
    assertThat(Release.read(registry.release("v1")).manifestSha256())
        .isEqualTo(Release.read(winner).manifestSha256());
  }

  @Test
  void publishersOfOneReleaseAllSucceed() throws Exception {
    Path source = source("v1", 0.3);
    assertThat(together(Collections.nCopies(3, publication(source)))).containsOnly(true);
    assertThat(Files.readAllLines(root.resolve("history.jsonl"))).hasSize(1);
  }

  @Test
  void manyPublishersComeOneAfterTheOther() throws Exception {
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(publication(source("v" + i, 0.3)));
    }
    assertThat(together(all)).containsOnly(true);
    assertThat(registry.versions()).hasSize(8);
    List<AliasMove> moves = new AliasHistory(new RegistryLayout(root)).moves("production");
    assertThat(moves).hasSize(8);
    String named = null;
    for (AliasMove move : moves) {
      assertThat(move.from()).isEqualTo(named);
      named = move.to();
    }
    assertThat(registry.named("production")).contains(named);
  }

  @Test
  void aPublisherThatTimesOutChangesNothing() throws Exception {
    Path source = source("v1", 0.3);
    Publisher hasty = new Publisher(new ModelRegistry(root, Duration.ofMillis(50)));
    try (RegistryLock lock = registry.lock("long work")) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> hasty.publish(source, TestRules.DEFAULT))
          .isInstanceOf(ReleaseException.class)
          .hasMessageContainingAll("pid " + ProcessHandle.current().pid(), "long work");
    }
    assertThat(registry.versions()).isEmpty();
  }

  @Test
  void invalidRulesAreRejected() {
    assertThatThrownBy(
            () -> new PublishRules("production", true, "m", new BigDecimal("-0.01"), false))
        .hasMessage("--margin: -0.01 (expected: at least 0)");
    assertThatThrownBy(() -> new PublishRules("production", true, " ", BigDecimal.ONE, false))
        .hasMessageContaining("--metric: ' ' (expected: a name");
  }

  private Path source(String version, double recall) throws ReleaseException {
    return RandomRelease.of(version).recall(recall).writeBelow(temporary);
  }

  /** Publishes; false if rejected. */
  private Callable<Boolean> publication(Path source) {
    return () -> {
      try {
        publisher.publish(source, TestRules.DEFAULT);
        return true;
      } catch (PublicationRejectedException e) {
        return false;
      }
    };
  }

  private static List<Boolean> together(List<Callable<Boolean>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Boolean> results = new ArrayList<>();
      for (Future<Boolean> result : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
