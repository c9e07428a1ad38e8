package io.intereststream.training.evaluate;

import io.intereststream.data.sequence.Split.HeldOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How well lists find what viewers watched, one value for each viewer: {@code recall_at_k} (hits /
 * targets), {@code hit_rate_at_k} (any hit), {@code ndcg_at_k} (binary, ideal cut at k).
 */
public final class Scores {
  private static final int[] CUTS = {10, 20, 50};
  private static final int RESAMPLES = 1000;

  /** Length of the lists that are judged. */
  public static final int LONGEST = 50;

  private final Map<String, double[]> byViewer = new LinkedHashMap<>();

  /**
   * Judges lists.
   *
   * @param lists best first, at least {@link #LONGEST} long if there are as many items
   */
  public Scores(List<HeldOut> viewers, List<int[]> lists) {
    for (String measure : List.of("recall", "hit_rate", "ndcg")) {
      for (int cut : CUTS) {
        byViewer.put(measure + "_at_" + cut, new double[viewers.size()]);
      }
    }
    for (int i = 0; i < viewers.size(); i++) {
      for (int cut : CUTS) {
        judge(i, viewers.get(i), lists.get(i), cut);
      }
    }
  }

  /** Returns one value for each viewer, by measure. */
  public Map<String, double[]> byViewer() {
    return byViewer;
  }

  /** Returns a measure's mean over viewers. */
  public double mean(String measure) {
    return Arrays.stream(byViewer.get(measure)).average().orElse(Double.NaN);
  }

  /** Returns the bounds of a mean's 95 % interval, by 1,000 bootstrap resamples of the viewers. */
  public static double[] interval(double[] values) {
    SplittableRandom random = new SplittableRandom(1);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < values.length; j++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    return new double[] {means[RESAMPLES * 25 / 1000], means[RESAMPLES * 975 / 1000 - 1]};
  }

  private void judge(int viewer, HeldOut heldOut, int[] list, int cut) {
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

  /** Returns the histories of held-out viewers. */
  public static List<int[]> histories(List<HeldOut> viewers) {
    List<int[]> histories = new ArrayList<>(viewers.size());
    viewers.forEach(viewer -> histories.add(viewer.history()));
    return histories;
  }
}
