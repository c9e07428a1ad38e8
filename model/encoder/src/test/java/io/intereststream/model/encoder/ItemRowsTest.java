package io.intereststream.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.serving.Release;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ItemRowsTest {

  private static final int ITEMS = 10_000;

  private final Release release =
      GoldenRelease.inMemory(RandomModel.weights(new Random(1), ITEMS, 8, 2, 3), 5);

  private static void item(int row, float[] into, int at) {
    into[at] = row;
    into[at + 1] = -row;
  }

  @ParameterizedTest
  @EnumSource
  void bothModesBringTheSame(ItemTables tables) {
    ItemRows rows = new ItemRows(release.data(), tables, 2, () -> ItemRowsTest::item);
    float[] into = new float[rows.width()];
    for (int row : new int[] {0, 1, 4095, 4096, ITEMS - 1}) {
      rows.reader().read(row, into, 0);
      assertThat(into).containsExactly(row, -row);
    }
  }

  @Test
  void precomputingLeavesHalfOfTheProcessorsToOthers() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    ItemRows rows =
        new ItemRows(
            release.data(),
            ItemTables.PRECOMPUTED,
            2,
            () ->
                (row, into, at) -> {
                  threads.add(Thread.currentThread());
                  item(row, into, at);
                });
    int computedBy = threads.size();
    assertThat(computedBy)
        .isBetween(1, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    assertThat(threads).extracting(Thread::getName).noneMatch(name -> name.contains("commonPool"));
    rows.reader().read(3, new float[2], 0);
    assertThat(threads).hasSize(computedBy);
  }

  @Test
  void whatCannotBeComputedIsNotKept() {
    assertThatThrownBy(
            () ->
                new ItemRows(
                    release.data(),
                    ItemTables.PRECOMPUTED,
                    2,
                    () ->
                        (row, into, at) -> {
                          throw new IllegalArgumentException("row " + row);
                        }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row");
  }
}
