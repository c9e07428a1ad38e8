package io.intereststream.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PopularityTest {
  /** Items 0 to 5 have the counts 2, 3, 1, 3, 0 and 1. */
  private static final Popularity POPULARITY =
      new Popularity(List.of(new int[] {1, 3, 3, 0}, new int[] {1, 3, 1, 0, 2, 5}), 6);

  @Test
  void theMostPopularItemComesFirstAndOfEqualOnesTheSmallerRow() {
    assertThat(POPULARITY.top(List.of(new int[0]), 6).get(0)).containsExactly(1, 3, 0, 2, 5, 4);
    assertThat(POPULARITY.top(List.of(new int[0]), 3).get(0)).containsExactly(1, 3, 0);
  }

  @Test
  void itemsOfTheHistoryAreNotRecommended() {
    List<int[]> lists = POPULARITY.top(List.of(new int[] {5, 1, 0, 1}, new int[] {4}), 4);
    assertThat(lists.get(0)).containsExactly(3, 2, 4);
    assertThat(lists.get(1)).containsExactly(1, 3, 0, 2);
  }
}
