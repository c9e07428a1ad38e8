package io.intereststream.training.report;

import io.intereststream.training.evaluate.Freshness;
import io.intereststream.training.evaluate.Freshness.AsOf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plot of hit rates by the age of the interests, as bars. */
public final class FreshnessPlot {
  private static final Map<AsOf, String> NAMES =
      Map.of(
          AsOf.FRESH, "as of the previous event",
          AsOf.HOUR_AGO, "as of an hour before",
          AsOf.MIDNIGHT, "as of last midnight",
          AsOf.TRAINED, "as of the end of training");

  private final List<Freshness.Row> rows;

  /** Creates a plot of hit rates, one row for each set of events. */
  public FreshnessPlot(List<Freshness.Row> rows) {
    this.rows = rows;
  }

  /** Returns the plot as SVG. */
  public String svg() {
    Map<String, List<Double>> bars = new LinkedHashMap<>();
    for (AsOf asOf : AsOf.values()) {
      bars.put(NAMES.get(asOf), rows.stream().map(row -> row.hitRates().get(asOf)).toList());
    }
    bars.put("popularity", rows.stream().map(Freshness.Row::popularity).toList());
    return Plots.bars(
        "Hit rate at 50 of the next item, by the age of the interests",
        rows.stream().map(Freshness.Row::events).toList(),
        bars,
        Map.of());
  }
}
