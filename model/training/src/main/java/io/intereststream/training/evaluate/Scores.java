package io.intereststream.training.evaluate;

import io.intereststream.training.data.Split.HeldOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well lists find what held-out viewers watched next. Measures, with one value for each viewer
 * and k = 10, 20 and 50:
 *
 * <ul>
 *   <li>{@code recall_at_k}: share of the viewer's targets that are among the first k items
 *   <li>{@code hit_rate_at_k}: 1 if any target is among the first k items, else 0
 *   <li>{@code ndcg_at_k}: Σ 1 / log2(rank + 1) over the targets among the first k items, divided
 *       by its value for the ideal list, which is also cut at k
 * </ul>
 */
public final class Scores {
  private static final int[] CUTS = {10, 20, 50};

  /** Number of items in the lists that are scored. */
  public static final int LONGEST = 50;

  /** Name of the measure that decides which weights are the best. */
  public static final String RECALL_AT_50 = "recall_at_50";

  private final Map<String, double[]> byViewer = new LinkedHashMap<>();

  /**
   * Scores lists.
   *
   * @param viewers the held-out viewers
   * @param lists one for each viewer, the best item first, of {@link #LONGEST} items if there are
   *     as many
   */
  public Scores(List<HeldOut> viewers, List<int[]> lists) {
    for (String measure : List.of("recall", "hit_rate", "ndcg")) {
      for (int cut : CUTS) {
        byViewer.put(measure + "_at_" + cut, new double[viewers.size()]);
      }
    }
    for (int i = 0; i < viewers.size(); i++) {
      for (int cut : CUTS) {
        score(i, viewers.get(i), lists.get(i), cut);
      }
    }
  }

  /** Scores the lists that a recommender makes from the viewers' histories. */
  public static Scores of(Recommender recommender, List<HeldOut> viewers) {
    return new Scores(viewers, recommender.top(histories(viewers), LONGEST));
  }

  /** Returns the values of each measure, one for each viewer. */
  public Map<String, double[]> byViewer() {
    return byViewer;
  }

  /** Returns the mean of a measure over the viewers; NaN if there are none. */
  public double mean(String measure) {
    return Arrays.stream(byViewer.get(measure)).average().orElse(Double.NaN);
  }

  /** Returns the bounds of the 95 % bootstrap interval of a mean over viewers. */
  static double[] interval(double[] values) {
    return Bootstrap.interval(
        values.length,
        drawn -> {
          double sum = 0;
          for (int viewer : drawn) {
            sum += values[viewer];
          }
          return sum / values.length;
        });
  }

  private void score(int viewer, HeldOut heldOut, int[] list, int cut) {
    int[] targets = heldOut.targets().clone();
    Arrays.sort(targets);
    int hits = 0;
    double gain = 0;
    for (int rank = 0; rank < Math.min(cut, list.length); rank++) {
      if (Arrays.binarySearch(targets, list[rank]) >= 0) {
        hits++;
        gain += 1 / log2(rank + 2);
      }
    }
    double ideal = 0;
    for (int rank = 0; rank < Math.min(cut, heldOut.size()); rank++) {
      ideal += 1 / log2(rank + 2);
    }
    byViewer.get("recall_at_" + cut)[viewer] = hits / (double) heldOut.size();
    byViewer.get("hit_rate_at_" + cut)[viewer] = hits > 0 ? 1 : 0;
    byViewer.get("ndcg_at_" + cut)[viewer] = gain / ideal;
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  /** Returns the histories of viewers. */
  public static List<int[]> histories(List<HeldOut> viewers) {
    List<int[]> histories = new ArrayList<>(viewers.size());
    viewers.forEach(viewer -> histories.add(viewer.history()));
    return histories;
  }
}
