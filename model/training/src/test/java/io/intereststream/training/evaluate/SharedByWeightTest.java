package io.intereststream.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SharedByWeightTest {

  private static long[] from(long first) {
    return LongStream.range(first, first + 20).toArray();
  }

  private static int[] merge(int count, float[] weights, long[]... lists) {
    boolean[] active = new boolean[weights.length];
    Arrays.fill(active, true);
    return new SharedByWeight(count).merge(lists, weights, active);
  }

  @Test
  void itemsAreSortedByTheirPlaces() {
    int[] list = merge(8, new float[] {0.25f, 0.5f, 0.25f}, from(100), from(200), from(300));
    // Places: 1/2 and 1 for the lists from 100 and 300; 1/4, 2/4, 3/4 and 1 for the list from 200.
    // Of equal places the heavier interest's comes first, then the first interest's.
    assertThat(list).containsExactly(200, 201, 100, 300, 202, 203, 101, 301);
  }

  @Test
  void theLargestRemaindersAreRoundedUpAndOfEqualOnesTheHeavier() {
    // Shares 1.25, 2.5 and 1.25: one item is left, for the remainder 0.5.
    assertThat(merge(5, new float[] {0.25f, 0.5f, 0.25f}, from(100), from(200), from(300)))
        .containsExactlyInAnyOrder(200, 201, 202, 100, 300);
    // Shares 1.5, 0.75 and 0.75: two items are left, for the remainders 0.75.
    assertThat(merge(3, new float[] {0.5f, 0.25f, 0.25f}, from(100), from(200), from(300)))
        .containsExactly(100, 200, 300);
    // Shares 1.5 and 1.5: one item is left, for the first of equal remainders.
    assertThat(merge(3, new float[] {0.5f, 0.5f}, from(100), from(200)))
        .containsExactly(100, 101, 200);
  }

  @Test
  void theHeavierInterestChoosesFirst() {
    assertThat(merge(6, new float[] {0.25f, 0.75f}, from(100), from(101)))
        // Shares 1.5 and 4.5: the heavier interest gets the item that is left, so it brings 101 to
        // 105, and the other brings 100.
        .containsExactly(101, 102, 103, 104, 105, 100);
    assertThat(merge(4, new float[] {0.5f, 0.5f}, from(100), from(100)))
        .containsExactly(100, 102, 101, 103);
  }

  @Test
  void inactiveInterestsBringNothing() {
    int[] list =
        new SharedByWeight(4)
            .merge(
                new long[][] {from(100), from(200), from(300)},
                new float[] {0.5f, 0.25f, 0.25f},
                new boolean[] {false, true, true});
    assertThat(list).containsExactly(200, 300, 201, 301);
  }

  @Test
  void shortListsBringWhatTheyHave() {
    assertThat(merge(6, new float[] {0.5f, 0.5f}, new long[] {1, 2}, new long[] {2, 3}))
        .containsExactly(1, 3, 2);
  }

  @Test
  void anInterestWithASmallWeightBringsNothing() {
    assertThat(merge(4, new float[] {0.96875f, 0.03125f}, from(100), from(200)))
        .containsExactly(100, 101, 102, 103);
  }
}
