package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.intereststream.job.TestRegistry;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.Throttle;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ReleaseLoaderTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private TestRegistry registry;
  private ModelRelease first;

  /** Releases that came to {@link #watched}. */
  private final List<Release> seen = new CopyOnWriteArrayList<>();

  @BeforeEach
  void publish() throws Exception {
    registry = new TestRegistry(folder.resolve("registry"));
    registry.publish("first", 40, 100).close();
    first = registry.announce(1);
  }

  private static ReleaseLoader loader(ItemTables items) {
    return new ReleaseLoader(EncoderProvider.serving(), items, Throttle.NONE);
  }

  private EncoderProvider watched(EncoderProvider provider) {
    return (release, items) -> {
      seen.add(release);
      return provider.prepare(release, items);
    };
  }

  @Test
  void aReleaseIsLoadedOnceAndClosedWhenTheLastUserReleasesIt() throws Exception {
    Release release = loader(ItemTables.PRECOMPUTED).acquire(first).get().release();
    ReleaseLoader other = loader(ItemTables.PRECOMPUTED);
    assertThat(other.acquire(first).get().release()).isSameAs(release);
    loader(ItemTables.PRECOMPUTED).release(first);
    assertThat(release.isClosed()).isFalse();
    other.release(first);
    awaitClosed(release);

    Release again = other.acquire(first).get().release();
    assertThat(again).isNotSameAs(release);
    assertThat(again.isClosed()).isFalse();
    other.release(first);
  }

  @Test
  void encodersThatComputeItemsOtherwiseAreNotShared() throws Exception {
    ReleaseLoader precomputed = loader(ItemTables.PRECOMPUTED);
    ReleaseLoader computed = loader(ItemTables.COMPUTED);
    Release one = precomputed.acquire(first).get().release();
    Release other = computed.acquire(first).get().release();
    assertThat(other).isNotSameAs(one);
    precomputed.release(first);
    awaitClosed(one);
    assertThat(other.isClosed()).isFalse();
    computed.release(first);
    awaitClosed(other);
  }

  @Test
  void aReleaseThatFailsItsChecksIsClosed() {
    ReleaseLoader loader =
        new ReleaseLoader(
            watched(
                (release, items) -> {
                  throw new IllegalStateException("no encoder");
                }),
            ItemTables.PRECOMPUTED,
            Throttle.NONE);
    assertThatThrownBy(() -> loader.acquire(first).get())
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("no encoder");
    assertThat(seen).hasSize(1).allMatch(Release::isClosed);
  }

  @Test
  void aReleaseOtherThanTheAnnouncedOneIsRejected() {
    ModelRelease other = ModelRelease.newBuilder(first).setManifestSha256("0".repeat(64)).build();
    assertThatThrownBy(() -> loader(ItemTables.PRECOMPUTED).acquire(other).get())
        .hasCauseInstanceOf(ReleaseException.class)
        .hasMessageContaining("as announced; a release must never change");
  }

  @Test
  void aLoadThatFindsNoDirectMemorySaysWhichOptionToRaise() {
    ReleaseLoader loader =
        new ReleaseLoader(
            watched(
                (release, items) -> {
                  throw new NoDirectMemoryException(
                      "item table of release x", 1_056_000_000, new OutOfMemoryError("limit"));
                }),
            ItemTables.PRECOMPUTED,
            Throttle.NONE);
    assertThatThrownBy(() -> loader.acquire(first).get())
        .hasCauseInstanceOf(ReleaseException.class)
        .hasMessageContainingAll(
            "item table of release x: 1,056,000,000 bytes of direct memory needed (found: limit)",
            "taskmanager.memory.task.off-heap.size must have room for the tables of two releases",
            "interest-stream.release.item-tables: COMPUTED");
    assertThat(seen).hasSize(1).allMatch(Release::isClosed);
  }

  @ParameterizedTest
  @EnumSource
  void aReleaseFromAnotherMachineWorksWhenItsLocalCopyIsGone(ItemTables items) throws Exception {
    Set<Path> before = copies();
    ModelRelease remote =
        ModelRelease.newBuilder(first)
            .setLocation("remote:" + registry.root().resolve("releases/first"))
            .build();
    LoadedRelease loaded = loader(items).acquire(remote).get();
    assertThat(copies()).isEqualTo(before);
    Encoder encoder = loaded.encoders().get();
    try (Release local = Release.read(registry.root().resolve("releases/first"))) {
      List<int[]> histories = List.of(new int[] {3, 39, 17});
      assertThat(encoder.encode(histories).get(0).vectors())
          .isEqualTo(local.encoders().get().encode(histories).get(0).vectors());
      assertThat(loaded.release().data().itemVectors().row(39))
          .isEqualTo(local.data().itemVectors().row(39));
    }
    loader(items).release(remote);
    awaitClosed(loaded.release());
  }

  private static Set<Path> copies() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("interest-stream-release-"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void aReleaseIsClosedWhenAnotherIsActivatedAndTheLastOnceAtTheEnd() throws Exception {
    ReleaseLoader loader = loader(ItemTables.PRECOMPUTED);
    ActiveRelease active = new ActiveRelease(loader, first, event -> {}, System::nanoTime);
    Release old = active.loaded().release();
    registry.publish("second", 45, 100).close();
    ModelRelease second = registry.announce(2);
    CompletableFuture<LoadedRelease> another = loader.acquire(second);
    another.get();
    active.announce(second);
    assertThat(active.activateNext()).isTrue();
    awaitClosed(old);

    Release last = active.loaded().release();
    active.close();
    active.close();
    assertThat(last.isClosed()).isFalse();
    loader.release(second);
    awaitClosed(last);
  }

  @Test
  void aLoadThatIsAbandonedIsClosedWhenItIsDone() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    ReleaseLoader loader =
        new ReleaseLoader(
            watched(
                (release, items) -> {
                  if (release.version().equals("second")) {
                    awaitZero(mayGoOn);
                  }
                  return release.encoders(items);
                }),
            ItemTables.PRECOMPUTED,
            Throttle.NONE);
    ActiveRelease active = new ActiveRelease(loader, first, event -> {}, System::nanoTime);
    registry.publish("second", 45, 100).close();
    ModelRelease second = registry.announce(2);
    active.announce(second);
    registry.publish("third", 45, 100).close();
    active.announce(registry.announce(3));
    active.close();
    mayGoOn.countDown();
    await("three releases are loaded").atMost(LIMIT).until(() -> seen.size() >= 3);
    for (Release release : seen) {
      awaitClosed(release);
    }
  }

  /** It is closed on a thread of its own. */
  private static void awaitClosed(Release release) {
    await("the release is closed").atMost(LIMIT).until(release::isClosed);
  }

  private static void awaitZero(CountDownLatch latch) {
    try {
      if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("not allowed to go on after " + LIMIT);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
