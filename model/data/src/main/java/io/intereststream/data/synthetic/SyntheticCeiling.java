package io.intereststream.data.synthetic;

import io.intereststream.data.sequence.Split;
import io.intereststream.data.sequence.Split.HeldOut;
import io.intereststream.history.SignalPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An upper bound of recall on synthetic data: items ranked by the generator's own probability that
 * an item is the viewer's next positive one, given the viewer's taste at one moment, the catalogue
 * and the signal policy. The later drift of the taste is random and is not modelled. Items of the
 * history are left out.
 */
public final class SyntheticCeiling {
  private final SyntheticLog data;
  private final SyntheticReaction reaction;
  private final SyntheticWatches moment;
  private final double[] longViews;

  /**
   * Runs the generator up to the moment.
   *
   * @param events number of events after which the tastes are read
   */
  public SyntheticCeiling(SyntheticLog data, SignalPolicy policy, long events) {
    this.data = data;
    this.reaction = new SyntheticReaction(policy);
    this.moment = data.open(events);
    this.longViews =
        IntStream.range(0, data.catalogue().size())
            .mapToDouble(item -> reaction.longView(data.catalogue().durationMs(item)))
            .toArray();
  }

  /** The best rows for each held-out viewer, best first; none of the history. */
  public List<int[]> top(Split split, List<HeldOut> viewers, int count) {
    int[] items = catalogueItems(split.items());
    List<int[]> lists = new ArrayList<>(viewers.size());
    for (HeldOut viewer : viewers) {
      double[] chances = positive(SyntheticWatches.viewer(viewer.viewer()));
      double[] ofRows = Arrays.stream(items).mapToDouble(item -> chances[item]).toArray();
      Arrays.stream(viewer.history()).forEach(row -> ofRows[row] = 0);
      lists.add(largest(ofRows, count));
    }
    return lists;
  }

  private static int[] largest(double[] values, int count) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double least = sorted[Math.max(0, sorted.length - count)];
    return IntStream.range(0, values.length)
        .filter(row -> values[row] >= least && values[row] > 0)
        .boxed()
        .sorted(Comparator.comparingDouble(row -> -values[row]))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Probability of each item of the catalogue to be shown next and to count as positive. */
  private double[] positive(int viewer) {
    SyntheticCatalogue catalogue = data.catalogue();
    double[] taste = new double[data.settings().topics()];
    moment.taste(viewer, taste);
    double[] chances = catalogue.shown(taste);
    for (int item = 0; item < chances.length; item++) {
      chances[item] *= reaction.positive(catalogue.affinity(item, taste), longViews[item]);
    }
    return chances;
  }

  private int[] catalogueItems(List<String> ids) {
    Map<String, Integer> places = new HashMap<>();
    for (int item = 0; item < data.catalogue().size(); item++) {
      places.put(data.catalogue().id(item), item);
    }
    return ids.stream().mapToInt(places::get).toArray();
  }
}
