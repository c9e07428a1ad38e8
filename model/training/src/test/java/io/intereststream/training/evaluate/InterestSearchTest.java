package io.intereststream.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.training.evaluate.GivenInterests.Interests;
import io.intereststream.training.model.Retrieval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterestSearchTest {
  private static final int ITEMS = 12;

  /** Returns item vectors at 0°, 10°, ..., 110°. */
  private static float[][] fan() {
    return IntStream.range(0, ITEMS).mapToObj(i -> at(10 * i)).toArray(float[][]::new);
  }

  private static float[] at(double degrees) {
    double angle = Math.toRadians(degrees);
    return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
  }

  private static Interests interests(float[] weights, double... degrees) {
    float[] active = new float[degrees.length];
    for (int l = 0; l < active.length; l++) {
      active[l] = weights[l] > 0 ? 1 : 0;
    }
    return new Interests(
        Arrays.stream(degrees).mapToObj(InterestSearchTest::at).toArray(float[][]::new),
        active,
        weights);
  }

  private static InterestSearch search(Retrieval retrieval, Interests interests) {
    Map<Integer, Interests> always = new HashMap<>();
    for (int item = 0; item < ITEMS; item++) {
      always.put(item, interests);
    }
    return new InterestSearch(new GivenInterests(fan(), always, retrieval), 5);
  }

  @Test
  void anItemIsScoredByItsBestInterest() {
    InterestSearch search =
        search(Retrieval.BEST_INTEREST, interests(new float[] {0.5f, 0.5f, 0}, 2, 101.5, 50));
    // Nearest are item 10 (1.5°), 0 (2°), 1 (8°), 11 (8.5°) and 9 (11.5°). The interest at 50° is
    // not
    // active.
    assertThat(search.top(List.of(new int[] {5}), 5).get(0)).containsExactly(10, 0, 1, 11, 9);
  }

  @Test
  void aBiasIsAdded() {
    float[] bias = new float[ITEMS];
    bias[7] = 5;
    GivenInterests model =
        new GivenInterests(
            fan(), Map.of(3, interests(new float[] {1}, 2)), Retrieval.BEST_INTEREST);
    InterestSearch search = new InterestSearch(model.withBias(bias), 5);
    assertThat(search.top(List.of(new int[] {3}), 2).get(0)).containsExactly(7, 0);
    assertThat(search.topByMean(List.of(new int[] {3}), 2).get(0)).containsExactly(7, 0);
  }

  @ParameterizedTest
  @EnumSource(Retrieval.class)
  void itemsOfTheHistoryAreNeverRecommended(Retrieval retrieval) {
    InterestSearch search = search(retrieval, interests(new float[] {0.75f, 0.25f}, 2, 101.5));
    // Not even items from before the window of five.
    int[] history = {0, 1, 10, 2, 3, 4, 5, 3};
    for (int count : new int[] {3, 10, 50}) {
      for (List<int[]> lists :
          List.of(search.top(List.of(history), count), search.topByMean(List.of(history), count))) {
        assertThat(lists.get(0)).hasSizeLessThanOrEqualTo(count).doesNotHaveDuplicates();
        assertThat(lists.get(0)).doesNotContain(history);
        assertThat(lists.get(0)).hasSizeGreaterThanOrEqualTo(Math.min(3, count));
      }
    }
    int[] all = IntStream.range(0, ITEMS).toArray();
    assertThat(search.top(List.of(all), 5).get(0)).isEmpty();
  }

  @Test
  void interestsBringItemsByTheirWeight() {
    InterestSearch search =
        search(Retrieval.SHARED_BY_WEIGHT, interests(new float[] {0.25f, 0.75f, 0}, 2, 101.5, 50));
    assertThat(search.top(List.of(new int[] {10}), 4).get(0)).containsExactly(11, 9, 8, 0);
  }

  @Test
  void theMeanIsOfActiveInterestsOnly() {
    InterestSearch search =
        search(Retrieval.BEST_INTEREST, interests(new float[] {0.5f, 0.5f, 0}, 19, 42, 110));
    assertThat(search.topByMean(List.of(new int[] {5}), 2).get(0)).containsExactly(3, 4);
  }

  @Test
  void ofNearlyEqualInterestsTheLighterIsLeftOut() {
    // 0°, 20° and 40°: cos 20° = 0.94, cos 40° = 0.77.
    InterestSearch middle =
        search(Retrieval.BEST_INTEREST, interests(new float[] {0.3f, 0.5f, 0.2f}, 0, 20, 40));
    assertThat(active(middle.withoutNearEqual(0.9))).containsExactly(false, true, false);
    InterestSearch outer =
        search(Retrieval.BEST_INTEREST, interests(new float[] {0.5f, 0.3f, 0.2f}, 0, 20, 40));
    assertThat(active(outer.withoutNearEqual(0.9))).containsExactly(true, false, true);
    assertThat(active(outer.withoutNearEqual(0.7))).containsExactly(true, false, false);
    assertThat(active(outer.withoutNearEqual(0.95))).containsExactly(true, true, true);
    assertThat(active(outer)).containsExactly(true, true, true);
    InterestSearch inactive =
        search(Retrieval.BEST_INTEREST, interests(new float[] {0, 0.6f, 0.4f}, 20, 21, 90));
    assertThat(active(inactive.withoutNearEqual(0.9))).containsExactly(false, true, true);
    assertThat(outer.withoutNearEqual(0.9).top(List.of(new int[] {11}), 2).get(0))
        .containsExactly(0, 4);
  }

  private static boolean[] active(InterestSearch search) {
    return search.vectors(List.of(new int[] {5})).get(0).active();
  }

  @Test
  void similarityIsMeasuredBetweenActiveInterests() {
    Map<Integer, Interests> byNewest =
        Map.of(
            0, interests(new float[] {0.5f, 0.3f, 0.2f}, 0, 60, 90),
            1, interests(new float[] {0.5f, 0.5f, 0}, 0, 0, 90),
            2, interests(new float[] {0, 0, 1}, 0, 0, 90));
    InterestSearch search =
        new InterestSearch(new GivenInterests(fan(), byNewest, Retrieval.BEST_INTEREST), 5);
    List<int[]> histories = List.of(new int[] {0}, new int[] {1}, new int[] {2});
    InterestRecommender.Similarity similarity = search.similarity(histories, 4);
    double cosines = (0.5 + 0 + Math.cos(Math.toRadians(30))) / 3;
    assertThat(similarity.meanCosine()).isCloseTo((cosines + 1) / 2, within(1e-6));
    // The lists: at 0° items 0 to 3; at 60° items 6, 5, 7 and 4 or 8; at 90° 9, 8, 10 and 7 or 11.
    assertThat(similarity.meanOverlap()).isBetween((0.25 / 3 + 1) / 2, (0.5 / 3 + 1) / 2);
    assertThat(similarity.meanActive()).isCloseTo((3 + 2 + 1) / 3.0, within(1e-12));
    InterestRecommender.Similarity alone = search.similarity(histories.subList(2, 3), 4);
    assertThat(alone).isEqualTo(new InterestRecommender.Similarity(1, 1, 1));
    assertThat(search.similarity(histories, 100).meanOverlap()).isEqualTo(1);
  }

  @Test
  void listsHaveTheOrderOfTheHistories() {
    Map<Integer, Interests> byNewest = new HashMap<>();
    for (int item = 0; item < ITEMS; item++) {
      byNewest.put(item, interests(new float[] {1}, 10 * ((item + 6) % ITEMS) + 1));
    }
    GivenInterests model = new GivenInterests(fan(), byNewest, Retrieval.BEST_INTEREST);
    InterestSearch search = new InterestSearch(model, 3);
    List<int[]> histories = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      int[] history = new int[1 + i % 7];
      Arrays.fill(history, i % ITEMS);
      histories.add(history);
    }
    List<int[]> lists = search.top(histories, 1);
    for (int i = 0; i < 600; i++) {
      assertThat(lists.get(i)).containsExactly((i % ITEMS + 6) % ITEMS);
    }
    assertThat(model.encoded).hasSize(600).allMatch(length -> length <= 3);
  }
}
