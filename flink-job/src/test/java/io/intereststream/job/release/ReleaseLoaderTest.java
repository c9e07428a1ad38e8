package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.intereststream.job.TestRegistry;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.MissingLibraryException;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.Throttle;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  private ReleaseLoader loader(ItemTables items) {
    return loader(EncoderProvider.serving(), items);
  }

  private ReleaseLoader loader(EncoderProvider encoders, ItemTables items) {
    return new ReleaseLoader(
        encoders, items, Throttle.NONE, List.of(folder.resolve("copies"), folder));
  }

  private ActiveRelease activeFirst(ReleaseLoader loader) throws Exception {
    return new ActiveRelease(
        loader,
        new FirstRelease.Found(first, loader.acquire(first).get(), first, null),
        Duration.ZERO,
        event -> {},
        System::nanoTime);
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
        loader(
            watched(
                (release, items) -> {
                  throw new IllegalStateException("no encoder");
                }),
            ItemTables.PRECOMPUTED);
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
        loader(
            watched(
                (release, items) -> {
                  throw new NoDirectMemoryException(
                      "item table of release x", 1_056_000_000, new OutOfMemoryError("limit"));
                }),
            ItemTables.PRECOMPUTED);
    assertThatThrownBy(() -> loader.acquire(first).get())
        .hasCauseInstanceOf(ReleaseException.class)
        .hasMessageContainingAll(
            "item table of release x: needs 1,056,000,000 bytes of direct memory",
            "taskmanager.memory.task.off-heap.size must have room for the tables of two releases",
            "interest-stream.release.item-tables: COMPUTED");
    assertThat(seen).hasSize(1).allMatch(Release::isClosed);
  }

  @ParameterizedTest
  @EnumSource
  void aReleaseFromAnotherMachineIsCopiedAndItsCopyHasNoName(ItemTables items) throws Exception {
    ModelRelease remote =
        ModelRelease.newBuilder(first)
            .setLocation("remote:" + registry.root().resolve("releases/first"))
            .build();
    LoadedRelease loaded = loader(items).acquire(remote).get();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("interest-stream-release-"));
    }
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

  @ParameterizedTest
  @ValueSource(strings = {"", "remote:"})
  void whatIsWrongIsSaidOfTheFileInTheRegistry(String scheme) throws Exception {
    Path release = registry.root().resolve("releases/first");
    ModelRelease there = ModelRelease.newBuilder(first).setLocation(scheme + release).build();
    Files.delete(release.resolve("items.txt"));
    assertThatThrownBy(() -> loader(ItemTables.PRECOMPUTED).acquire(there).get())
        .hasCauseInstanceOf(ReleaseException.class)
        .hasMessageContaining(scheme + release.resolve("items.txt") + ": missing");
  }

  @Test
  void aReleaseUnderAnotherNameIsNotTheSameRelease() throws Exception {
    ReleaseLoader loader = loader(ItemTables.PRECOMPUTED);
    LoadedRelease loaded = loader.acquire(first).get();
    ModelRelease other = ModelRelease.newBuilder(first).setVersion("r9").build();
    assertThatThrownBy(() -> loader.acquire(other).get())
        .hasCauseInstanceOf(ReleaseException.class)
        .hasMessageContaining("field version: 'first' (expected: 'r9', as announced)");
    loader.release(first);
    awaitClosed(loaded.release());
  }

  @Test
  void aJvmWithoutMemoryOrWithoutALibraryIsTheReasonAndNotTheRelease() {
    ReleaseLoader poor =
        loader(
            (release, items) -> {
              throw new OutOfMemoryError("Cannot reserve 4194304 bytes of direct buffer memory");
            },
            ItemTables.PRECOMPUTED);
    assertThatThrownBy(() -> poor.acquire(first).get())
        .cause()
        .isInstanceOfSatisfying(ReleaseException.class, e -> assertThat(e.isTemporary()).isTrue())
        .hasMessageContainingAll(
            "release first: not enough memory to load it: Cannot reserve 4194304 bytes",
            "taskmanager.memory.task.off-heap.size");
    ReleaseLoader bare =
        loader(
            (release, items) -> {
              throw new ExceptionInInitializerError("no jnind4jcpu in java.library.path");
            },
            ItemTables.PRECOMPUTED);
    assertThatThrownBy(() -> bare.acquire(first).get())
        .cause()
        .isInstanceOf(MissingLibraryException.class)
        .hasMessageContainingAll("a class cannot be loaded: ", "no jnind4jcpu");
  }

  @Test
  void aReleaseIsClosedWhenAnotherIsActivatedAndTheLastOnceAtTheEnd() throws Exception {
    ReleaseLoader loader = loader(ItemTables.PRECOMPUTED);
    ActiveRelease active = activeFirst(loader);
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
        loader(
            watched(
                (release, items) -> {
                  if (release.version().equals("second")) {
                    awaitZero(mayGoOn);
                  }
                  return release.encoders(items);
                }),
            ItemTables.PRECOMPUTED);
    ActiveRelease active = activeFirst(loader);
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
