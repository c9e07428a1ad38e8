package io.intereststream.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.release.ReleaseData;
import io.intereststream.model.release.Throttle;
import io.intereststream.model.search.TopItems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a release has outside the heap, and for how long. */
class ReleaseTest {

  private static final int ITEMS = 10_000;

  @TempDir Path temporary;

  @ParameterizedTest
  @EnumSource
  void aClosedReleaseIsRejectedAndItsFilesMayBeGoneBefore(ItemTables tables) throws Exception {
    Path folder = temporary.resolve("golden");
    Random random = new Random(3);
    Release read =
        new ReleaseWriter("v1", RandomModel.weights(random, 40, 8, 2, 3), RandomModel.ids(40))
            .write(folder, RandomModel.histories(random, 1, 40, 30));
    IncrementalEncoder encoder = (IncrementalEncoder) read.encoders(tables).get();
    assertThat(read.encoders(tables)).isSameAs(read.encoders(tables));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    read.probe().check(encoder);
    try (ReferenceEncoder reference = read.reference()) {
      read.probe().check(reference);
    }
    assertThat(read.isClosed()).isFalse();

    read.close();
    read.close();
    assertThat(read.isClosed()).isTrue();
    float[] state = new float[encoder.stateSize()];
    assertThatThrownBy(() -> encoder.append(state, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> read.data().itemVectors().row(1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> read.search()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(read::encoders)
        .hasMessage("release v1: closed (expected: one that is still open)");
    assertThatThrownBy(read::reference).isInstanceOf(IllegalStateException.class);
    assertThat(read.version()).isEqualTo("v1");
  }

  @Test
  void theHeapHoldsNoTableOfItems() {
    Release release = GoldenRelease.inMemory(RandomModel.weights(new Random(1), ITEMS, 8, 2, 3), 5);
    Map<String, float[]> held = release.data().smallTensors();
    assertThat(held).doesNotContainKeys(ReleaseData.ITEM_VECTORS, ReleaseData.ITEM_BIAS);
    assertThat(held.values()).allMatch(values -> values.length < ITEMS);
  }

  /** Counts the steps after which it was asked to wait. */
  private static final class CountingThrottle implements Throttle {
    final AtomicInteger steps = new AtomicInteger();

    @Override
    public Loop startLoop() {
      return steps::incrementAndGet;
    }

    int since(Runnable work) {
      int before = steps.get();
      work.run();
      return steps.get() - before;
    }
  }

  @Test
  void allWorkOfLoadingIsThrottledIfTheLoaderSaysSoAndASearchIfItsCallerDoes() throws Exception {
    Path folder = temporary.resolve("v1");
    Random random = new Random(3);
    new ReleaseWriter("v1", RandomModel.weights(random, 40, 8, 2, 3), RandomModel.ids(40))
        .write(folder, List.of(new int[] {1, 2, 3}, new int[] {4}))
        .close();
    CountingThrottle throttle = new CountingThrottle();
    try (Release release = Release.read(folder, throttle)) {
      // Rows of the vocabulary, rows of the item vectors, and at least a buffer of each file.
      assertThat(throttle.steps.get()).isGreaterThanOrEqualTo(40 + 40 + 3);
      assertThat(throttle.since(release::encoders)).isGreaterThanOrEqualTo(40);
      Encoder encoder = release.encoders().get();
      int before = throttle.steps.get();
      release.probe().check(encoder);
      assertThat(throttle.steps.get() - before).isEqualTo(2);
      release.probe().checkTogether(encoder, 5);
      assertThat(throttle.steps.get() - before).isEqualTo(2 + 5);

      Interests interests = encoder.encode(List.of(new int[] {1})).get(0);
      assertThat(throttle.since(() -> release.search().search(interests, 3, new int[0]))).isZero();
      TopItems slow = release.search(throttle);
      assertThat(throttle.since(() -> slow.search(interests, 3, new int[0]))).isPositive();
    }
  }
}
