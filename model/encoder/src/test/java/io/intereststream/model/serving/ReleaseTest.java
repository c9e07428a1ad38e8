package io.intereststream.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.release.ReleaseData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
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
  void aClosedReleaseIsRefusedAndItsFilesMayBeGoneBefore(ItemTables tables) throws Exception {
    Path folder = temporary.resolve("golden");
    Random random = new Random(3);
    Release read =
        new ReleaseWriter("v1", RandomRelease.weights(random, 40, 8, 2, 3), RandomRelease.ids(40))
            .write(folder, RandomRelease.histories(random, 1, 40, 30));
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
        .hasMessage("release v1: closed (expected: one that is still held)");
    assertThatThrownBy(read::reference).isInstanceOf(IllegalStateException.class);
    assertThat(read.version()).isEqualTo("v1");
  }

  @Test
  void theHeapHoldsNoTableOfItems() {
    Release release =
        GoldenRelease.inMemory(RandomRelease.weights(new Random(1), ITEMS, 8, 2, 3), 5);
    Map<String, float[]> held = release.data().smallTensors();
    assertThat(held).doesNotContainKeys(ReleaseData.ITEM_VECTORS, ReleaseData.ITEM_BIAS);
    assertThat(held.values()).allMatch(values -> values.length < ITEMS);
  }
}
