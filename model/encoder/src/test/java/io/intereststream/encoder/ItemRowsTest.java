package io.intereststream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a release has outside the heap: item vectors and item tables. */
class ItemRowsTest {

  private static final int ITEMS = 10_000;

  @TempDir Path temporary;

  private final Release release =
      GoldenRelease.inMemory(RandomRelease.weights(new Random(1), ITEMS, 8, 2, 3), 5);

  private static void item(int row, float[] into) {
    into[0] = row;
    into[1] = -row;
  }

  @ParameterizedTest
  @EnumSource
  void bothModesBringTheSame(ItemTables tables) {
    ItemRows rows = new ItemRows(release, tables, 2, () -> ItemRowsTest::item);
    float[] into = new float[rows.width()];
    for (int row : new int[] {0, 1, 4095, 4096, ITEMS - 1}) {
      rows.reader().read(row, into);
      assertThat(into).containsExactly(row, -row);
    }
  }

  @Test
  void precomputingLeavesHalfOfTheProcessorsToOthers() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    ItemRows rows =
        new ItemRows(
            release,
            ItemTables.PRECOMPUTED,
            2,
            () ->
                (row, into) -> {
                  threads.add(Thread.currentThread());
                  item(row, into);
                });
    int computedBy = threads.size();
    assertThat(computedBy)
        .isBetween(1, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    assertThat(threads).extracting(Thread::getName).noneMatch(name -> name.contains("commonPool"));
    rows.reader().read(3, new float[2]);
    assertThat(threads).hasSize(computedBy);
  }

  @Test
  void whatCannotBeComputedIsNotKept() {
    assertThatThrownBy(
            () ->
                new ItemRows(
                    release,
                    ItemTables.PRECOMPUTED,
                    2,
                    () ->
                        (row, into) -> {
                          throw new IllegalArgumentException("row " + row);
                        }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row");
  }

  @Test
  void vectorsAreReadFromTheFileAndOfUnitLengthWhereTheFormSaysSo() throws Exception {
    CmiWeights weights = RandomRelease.weights(new Random(2), 30, 8, 2, 3);
    Path file = temporary.resolve("x.safetensors");
    new SafetensorsWriter().floats("v", weights.items(), 30, 8).write(file);
    FloatRows rows = Safetensors.open(file).rows("v", 30, 8);
    ItemVectors asTheyAre = new ItemVectors(rows, false);
    ItemVectors unit = new ItemVectors(rows, true);
    Files.delete(file);

    assertThat(asTheyAre.toArray()).isEqualTo(weights.items());
    float[] normalised = weights.normalised().items();
    assertThat(unit.toArray()).isEqualTo(normalised);
    float[] into = new float[10];
    unit.read(29, into, 2);
    assertThat(into).startsWith(0, 0).endsWith(unit.row(29));
    assertThat(unit.row(29)[7]).isEqualTo(normalised[30 * 8 - 1]);
    unit.close();
    assertThatThrownBy(() -> unit.row(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(file + ": tensor v: closed (expected: a release that is still held)");
  }

  @ParameterizedTest
  @EnumSource
  void aClosedReleaseIsRefusedAndItsFilesMayBeGoneBefore(ItemTables tables) throws Exception {
    Path folder = temporary.resolve("golden");
    Random random = new Random(3);
    Release read =
        new ReleaseWriter("v1", RandomRelease.weights(random, 40, 8, 2, 3), RandomRelease.ids(40))
            .write(folder, RandomRelease.histories(random, 1, 40, 30));
    StatefulEncoder encoder = (StatefulEncoder) read.encoders(tables).get();
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
    assertThatThrownBy(() -> read.itemVector(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new TopItems(read)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(read::encoders)
        .hasMessage("release v1: closed (expected: one that is still held)");
    assertThatThrownBy(read::reference).isInstanceOf(IllegalStateException.class);
    assertThat(read.version()).isEqualTo("v1");
  }

  @Test
  void theHeapHoldsNoTableOfItems() {
    Map<String, float[]> held = release.smallTensors();
    assertThat(held).doesNotContainKeys(Release.ITEM_VECTORS, Release.ITEM_BIAS);
    assertThat(held.values()).allMatch(values -> values.length < ITEMS);
  }
}
