package io.intereststream.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.training.data.Split.HeldOut;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoresTest {

  /** Returns items 100 to 149, with other items at some places. */
  private static int[] list(int... placesAndItems) {
    int[] list = IntStream.range(100, 150).toArray();
    for (int i = 0; i < placesAndItems.length; i += 2) {
      list[placesAndItems[i]] = placesAndItems[i + 1];
    }
    return list;
  }

  @Test
  void scoresAreThoseCountedByHand() {
    HeldOut one = new HeldOut("a", new int[] {1}, new int[] {9, 3, 7}, 1);
    HeldOut two = new HeldOut("b", new int[] {1}, new int[] {5}, 0);
    HeldOut none = new HeldOut("c", new int[] {1}, new int[] {4, 6}, 0);
    Scores scores =
        new Scores(List.of(one, two, none), List.of(list(0, 3, 2, 7, 15, 9), list(49, 5), list()));
    assertThat(scores.byViewer().get("recall_at_10")).containsExactly(0.5, 0, 0);
    assertThat(scores.byViewer().get("recall_at_20")).containsExactly(0.75, 0, 0);
    assertThat(scores.byViewer().get("recall_at_50")).containsExactly(0.75, 1, 0);
    assertThat(scores.byViewer().get("hit_rate_at_10")).containsExactly(1, 0, 0);
    assertThat(scores.byViewer().get("hit_rate_at_50")).containsExactly(1, 1, 0);
    double idealOfFour = 1 + 1 / log2(3) + 1 / 2.0 + 1 / log2(5);
    assertThat(scores.byViewer().get("ndcg_at_10"))
        .containsExactly(new double[] {(1 + 0.5) / idealOfFour, 0, 0}, within(1e-12));
    assertThat(scores.byViewer().get("ndcg_at_50"))
        .containsExactly(
            new double[] {(1 + 0.5 + 1 / log2(17)) / idealOfFour, 1 / log2(51), 0}, within(1e-12));
    assertThat(scores.mean("recall_at_50")).isCloseTo(1.75 / 3, within(1e-12));
    assertThat(scores.byViewer()).hasSize(9);
  }

  @Test
  void withMoreTargetsThanTheCutTheIdealListIsFull() {
    HeldOut many = new HeldOut("a", new int[] {1}, IntStream.range(100, 160).toArray(), 0);
    Scores scores = new Scores(List.of(many), List.of(list()));
    assertThat(scores.mean("ndcg_at_10")).isCloseTo(1, within(1e-12));
    assertThat(scores.mean("ndcg_at_50")).isCloseTo(1, within(1e-12));
    assertThat(scores.mean("recall_at_10")).isCloseTo(10 / 60.0, within(1e-12));
    assertThat(scores.mean("recall_at_50")).isCloseTo(50 / 60.0, within(1e-12));
  }

  @Test
  void aListMayBeShort() {
    HeldOut one = new HeldOut("a", new int[] {1}, new int[] {2, 3}, 0);
    Scores scores = new Scores(List.of(one), List.of(new int[] {3}));
    assertThat(scores.mean("recall_at_50")).isEqualTo(0.5);
    assertThat(scores.mean("hit_rate_at_10")).isEqualTo(1);
  }

  @Test
  void anIntervalFitsTheMeanAndIsTheSameEachTime() {
    double[] values = IntStream.range(0, 400).mapToDouble(i -> i % 10 < 3 ? 1 : 0).toArray();
    double[] interval = Scores.interval(values);
    double half = 1.96 * Math.sqrt(0.3 * 0.7 / 400);
    assertThat(interval[0]).isCloseTo(0.3 - half, within(0.01));
    assertThat(interval[1]).isCloseTo(0.3 + half, within(0.01));
    assertThat(Scores.interval(values)).isEqualTo(interval);
    assertThat(Scores.interval(new double[] {0.5, 0.5})).containsExactly(0.5, 0.5);
  }

  @Test
  void anIntervalHasTheTrueMeanAboutNinetyFiveTimesInAHundred() {
    SplittableRandom random = new SplittableRandom(5);
    int covered = 0;
    for (int i = 0; i < 300; i++) {
      double[] sample = random.doubles(80).map(x -> x * x).toArray();
      double[] interval = Scores.interval(sample);
      covered += interval[0] <= 1 / 3.0 && 1 / 3.0 <= interval[1] ? 1 : 0;
    }
    assertThat(covered).isBetween(270, 297);
  }

  @Test
  void historiesAreThoseOfTheViewers() {
    HeldOut one = new HeldOut("a", new int[] {1, 2}, new int[] {3}, 0);
    assertThat(Scores.histories(List.of(one))).containsExactly(one.history());
    assertThat(Arrays.asList(one.size())).containsExactly(1);
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
