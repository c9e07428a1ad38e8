package io.intereststream.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.training.data.Sequences;
import io.intereststream.training.data.Split;
import io.intereststream.training.data.Split.HeldOut;
import io.intereststream.training.evaluate.GivenInterests.Interests;
import io.intereststream.training.model.Retrieval;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final List<String> ITEMS =
      IntStream.range(0, 200).mapToObj(String::valueOf).toList();
  private static final List<HeldOut> VIEWERS =
      List.of(
          new HeldOut("a", new int[] {0}, new int[] {1, 199}, 0),
          new HeldOut("b", new int[] {1}, new int[] {120}, 1));
  private static final Split SPLIT = new Split("", ITEMS, List.of(), List.of(), VIEWERS);

  /** Even items have category 1, odd items category 2, and every tenth item both. */
  private static Sequences sequences(boolean categories) {
    List<int[]> of =
        IntStream.range(0, 200)
            .mapToObj(i -> i % 10 == 0 ? new int[] {1, 2} : new int[] {1 + i % 2})
            .toList();
    return new Sequences("", ITEMS, List.of(), categories ? of : List.of(), List.of());
  }

  @Test
  void measuresOfAListAreThoseCountedByHand() {
    Recommender recommender =
        (histories, count) ->
            histories.stream().map(h -> IntStream.range(1 + h[0], 51 + h[0]).toArray()).toList();
    Evaluation evaluation = Evaluation.of(recommender, VIEWERS, SPLIT, sequences(true));
    Map<String, Double> measures = evaluation.measures();
    assertThat(measures.get("recall_at_50")).isEqualTo(0.25);
    assertThat(measures.get("hit_rate_at_10")).isEqualTo(0.5);
    assertThat(measures.get("coverage_at_50")).isCloseTo(51 / 200.0, within(1e-12));
    // Of 50 consecutive items, 25 odd and 20 even ones have one category each, 5 have both; so
    // 25 * 20 pairs have no category in common.
    assertThat(measures.get("category_diversity_at_50"))
        .isCloseTo(25 * 20 / (50 * 49 / 2.0), within(1e-12));
    assertThat(measures).doesNotContainKey("mean_interest_cosine");
    assertThat(evaluation.intervals().get("recall_at_50")).containsExactly(0, 0.5);
    assertThat(evaluation.byViewer().get("recall_at_50")).containsExactly(0.5, 0);
    assertThat(evaluation.intervals()).doesNotContainKey("coverage_at_50");
    assertThat(Evaluation.of(recommender, VIEWERS, SPLIT, sequences(false)).measures())
        .doesNotContainKey("category_diversity_at_50");
  }

  @Test
  void interestsHaveMeasuresOfTheirOwn() {
    float[][] items = new float[200][];
    for (int i = 0; i < 200; i++) {
      double angle = Math.PI * i / 400;
      items[i] = new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
    }
    // Both ends of the quarter circle, and one end nearly a second time. The mean finds neither
    // end.
    Interests three =
        new Interests(
            new float[][] {{1, 0}, {0, 1}, {1, 0.01f}},
            new float[] {1, 1, 1},
            new float[] {0.5f, 0.3f, 0.2f});
    Map<Integer, Interests> always = new HashMap<>();
    IntStream.range(0, 200).forEach(item -> always.put(item, three));
    GivenInterests model = new GivenInterests(items, always, Retrieval.BEST_INTEREST);
    Evaluation evaluation =
        Evaluation.of(new InterestSearch(model, 10), VIEWERS, SPLIT, sequences(false));
    Map<String, Double> measures = evaluation.measures();
    assertThat(measures.get("recall_at_50")).isEqualTo(0.5);
    assertThat(measures.get("mean_vector_recall_at_50")).isEqualTo(0);
    assertThat(measures.get("mean_interest_cosine")).isCloseTo((0 + 1 + 0.01) / 3, within(1e-3));
    assertThat(measures.get("interest_overlap_at_50")).isCloseTo(1 / 3.0, within(0.02));
    assertThat(measures.get("active_interests")).isEqualTo(3);
    assertThat(measures.get("searches")).isEqualTo(2);
    assertThat(measures.get("distinct_recall_at_50")).isEqualTo(0.5);
    assertThat(evaluation.intervals()).containsKeys("mean_vector_recall_at_50");
  }
}
