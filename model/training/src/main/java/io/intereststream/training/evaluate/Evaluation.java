package io.intereststream.training.evaluate;

import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.data.sequence.Split.HeldOut;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How good a recommender is on held-out viewers. Measures of every recommender:
 *
 * <ul>
 *   <li>those of {@link Scores}
 *   <li>{@code coverage_at_50}: share of all items that are in any list
 *   <li>{@code category_diversity_at_50}: share of the pairs of items in a list that have no
 *       category of the data set in common; absent if items have no categories
 * </ul>
 *
 * <p>Measures of a recommender with interests:
 *
 * <ul>
 *   <li>{@code mean_interest_cosine}, {@code interest_overlap_at_50} and {@code active_interests}:
 *       see {@link InterestRecommender.Similarity}
 *   <li>{@code mean_vector_recall_at_50}: recall if the normalised mean of a viewer's interests is
 *       the only vector that is searched with
 *   <li>{@code searches} and {@code distinct_recall_at_50}: number of searches per viewer, and
 *       recall, when an interest that is almost the same as a heavier one is left out ({@link
 *       #NEAR_EQUAL})
 * </ul>
 *
 * @param measures value by name
 * @param intervals bounds of the 95 % bootstrap interval by name, of those measures that have a
 *     value per viewer in {@code byViewer}
 * @param byViewer values of the viewers by name, of the measures with an interval
 */
public record Evaluation(
    Map<String, Double> measures, Map<String, double[]> intervals, Map<String, double[]> byViewer) {

  /** Two interests with at least this cosine count as nearly equal. */
  public static final double NEAR_EQUAL = 0.9;

  private static final int CUT = Scores.LONGEST;

  /** Evaluates a recommender with interests. */
  public static Evaluation of(
      InterestRecommender search, List<HeldOut> viewers, Split split, Sequences sequences) {
    List<int[]> histories = Scores.histories(viewers);
    Evaluation evaluation = of(search.top(histories, CUT), viewers, split, sequences);
    InterestRecommender.Similarity similarity = search.similarity(histories, CUT);
    evaluation.measures.put("mean_interest_cosine", similarity.meanCosine());
    evaluation.measures.put("interest_overlap_at_50", similarity.meanOverlap());
    evaluation.measures.put("active_interests", similarity.meanActive());
    evaluation.add(
        "mean_vector_recall_at_50",
        new Scores(viewers, search.topByMean(histories, CUT)).byViewer().get(Scores.RECALL_AT_50));
    InterestRecommender distinct = search.withoutNearEqual(NEAR_EQUAL);
    evaluation.measures.put("searches", distinct.meanActive(histories));
    evaluation.add(
        "distinct_recall_at_50",
        new Scores(viewers, distinct.top(histories, CUT)).byViewer().get(Scores.RECALL_AT_50));
    return evaluation;
  }

  /** Evaluates a recommender without interests. */
  public static Evaluation of(
      Recommender recommender, List<HeldOut> viewers, Split split, Sequences sequences) {
    return of(recommender.top(Scores.histories(viewers), CUT), viewers, split, sequences);
  }

  private static Evaluation of(
      List<int[]> lists, List<HeldOut> viewers, Split split, Sequences sequences) {
    Evaluation evaluation =
        new Evaluation(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    new Scores(viewers, lists).byViewer().forEach(evaluation::add);
    long covered = lists.stream().flatMapToInt(Arrays::stream).distinct().count();
    evaluation.measures.put("coverage_at_50", covered / (double) split.items().size());
    int[][] categories = categories(split, sequences);
    if (Arrays.stream(categories).anyMatch(of -> of.length > 0)) {
      evaluation.add(
          "category_diversity_at_50",
          lists.stream().mapToDouble(list -> diversity(list, categories)).toArray());
    }
    return evaluation;
  }

  private void add(String measure, double[] values) {
    byViewer.put(measure, values);
    measures.put(measure, Arrays.stream(values).average().orElse(Double.NaN));
    intervals.put(measure, Scores.interval(values));
  }

  /** Returns the categories of each item, by its row in the vocabulary. */
  private static int[][] categories(Split split, Sequences sequences) {
    Map<String, int[]> byId = sequences.categoriesById();
    return split.items().stream()
        .map(id -> byId.getOrDefault(id, new int[0]))
        .toArray(int[][]::new);
  }

  /** Returns the share of the pairs in a list that have no category in common. */
  private static double diversity(int[] list, int[][] categories) {
    long apart = 0;
    long pairs = 0;
    for (int i = 0; i < list.length; i++) {
      for (int j = 0; j < i; j++) {
        pairs++;
        int[] other = categories[list[j]];
        if (Arrays.stream(categories[list[i]])
            .noneMatch(c -> Arrays.stream(other).anyMatch(o -> o == c))) {
          apart++;
        }
      }
    }
    return pairs == 0 ? 0 : apart / (double) pairs;
  }
}
