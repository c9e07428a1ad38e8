package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.serving.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishers in JVMs of their own: at once, and killed. */
class PublishersTogetherTest {

  private static final Duration KILLING = Duration.ofSeconds(20);
  private static final int MOST_KILLS = 40;
  private static final int RELEASES = 10;
  private static final int LONGEST_LIFE_MS = 400;
  private static final int STAGE_LIFE_MS = 20;

  @TempDir Path temporary;

  @RepeatedTest(2)
  void ofTwoAtOnceOneComesFirst() throws Exception {
    Path root = temporary.resolve("registry");
    ModelRegistry registry = new ModelRegistry(root);
    List<Path> sources = new ArrayList<>();
    for (double recall : new double[] {0.5, 0.1}) {
      String version = recall > 0.3 ? "good" : "bad";
      sources.add(RandomRelease.of(version).recall(recall).writeBelow(temporary));
    }
    Process good = RegistryProgram.start("publish", root, sources.subList(0, 1));
    Process bad = RegistryProgram.start("publish", root, sources.subList(1, 2));
    RegistryProgram.go(good);
    RegistryProgram.go(bad);
    assertThat(good.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(bad.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(good.exitValue()).isZero();
    assertThat(registry.alias("production")).isEqualTo("good");
    List<AliasMove> moves = new AliasHistory(new RegistryLayout(root)).moves("production");
    if (bad.exitValue() == 0) {
      assertThat(registry.versions()).containsExactly("bad", "good");
      assertThat(moves).extracting(AliasMove::to).containsExactly("bad", "good");
    } else {
      assertThat(registry.versions()).containsExactly("good");
      assertThat(moves).extracting(AliasMove::to).containsExactly("good");
    }
    assertSound(root);
  }

  @Test
  void killedAtAnyMomentTheRegistryIsSoundAndTheNextOneSucceeds() throws Exception {
    Path root = temporary.resolve("registry");
    ModelRegistry registry = new ModelRegistry(root);
    Path original = RandomRelease.of("original").writeBelow(temporary);
    Random random = new Random(7);
    long end = System.nanoTime() + KILLING.toNanos();
    int kills = 0;
    int unfinished = 0;
    while (kills < MOST_KILLS && System.nanoTime() < end) {
      List<Path> sources = sources(original, kills);
      Process publisher = RegistryProgram.start("churn", root, sources);
      RegistryProgram.go(publisher);
      kill(publisher, root, random, kills % 2 == 0);
      kills++;
      unfinished += stages(root).isEmpty() ? 0 : 1;

      assertSound(root);
      Path next = sources.get(random.nextInt(sources.size()));
      new Publisher(registry).publish(next, TestRules.FORCED);
      assertThat(registry.alias("production")).isEqualTo(next.getFileName().toString());
      assertThat(stages(root)).isEmpty();
      assertSound(root);
    }
    System.out.printf(
        "%d publishers killed, %d of them while something was unfinished%n", kills, unfinished);
    assertThat(kills).isGreaterThan(3);
    assertThat(unfinished).isPositive();
  }

  private List<Path> sources(Path original, int round) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (int i = 0; i < RELEASES; i++) {
      String version = "v" + round + "-" + i;
      sources.add(RandomRelease.copyBelow(temporary.resolve("sources"), version, original));
    }
    return sources;
  }

  /** Kills a publisher: at any moment, or soon after it began with something. */
  private static void kill(Process publisher, Path root, Random random, boolean anyMoment)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LIFE_MS));
    await(anyMoment ? "a moment" : "something is begun")
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofMinutes(1))
        .failFast("the publisher ended by itself", () -> !publisher.isAlive())
        .until(() -> anyMoment ? System.nanoTime() >= end : !stages(root).isEmpty());
    if (!anyMoment) {
      assertThat(publisher.waitFor(random.nextInt(STAGE_LIFE_MS), TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(publisher.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Checks every release, every alias, and that there is a way back or none. */
  private static void assertSound(Path root) throws Exception {
    ModelRegistry registry = new ModelRegistry(root);
    List<String> versions = registry.versions();
    for (String version : versions) {
      assertThat(Release.read(registry.release(version)).version()).isEqualTo(version);
    }
    assertThat(versions).containsAll(registry.aliasedVersions().values());
    // Half a release would be no version, but in the way of one.
    assertThat(visible(root.resolve("releases"))).containsExactlyElementsOf(versions);
    String named = registry.named("production").orElse(null);
    List<AliasMove> moves = new AliasHistory(new RegistryLayout(root)).moves("production");
    RollbackHistory.of(moves, named).previous().ifPresent(back -> assertThat(back).isIn(versions));
  }

  private static List<String> visible(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static List<Path> stages(Path root) throws Exception {
    List<Path> stages = new ArrayList<>();
    for (String folder : List.of("releases", "aliases")) {
      if (Files.isDirectory(root.resolve(folder))) {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
          files.filter(file -> file.getFileName().toString().startsWith(".")).forEach(stages::add);
        }
      }
    }
    return stages;
  }
}
