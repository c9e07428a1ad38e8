package io.intereststream.training.report;

import io.intereststream.training.compare.Plan;
import io.intereststream.training.train.TrainingRun.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plot of the systems' recall as bars: first seeds, with bootstrap intervals over viewers. */
public final class ComparisonPlot {
  private static final Map<String, String> MEASURES = new LinkedHashMap<>();

  static {
    MEASURES.put("recall_at_10", "Recall@10");
    MEASURES.put("recall_at_50", "Recall@50");
    MEASURES.put(
        "mean_vector_recall_at_50", "Recall@50 with the mean of the interests as a single vector");
  }

  private final Map<Plan.Entry, List<Report>> reports;

  /**
   * Creates the plot of the finished runs.
   *
   * @param reports their reports by entry, one for each seed
   */
  public ComparisonPlot(Map<Plan.Entry, List<Report>> reports) {
    this.reports = reports;
  }

  /** Returns the plot as SVG; empty if no run of a system is finished. */
  public Optional<String> svg() {
    List<Plan.Entry> systems =
        reports.keySet().stream().filter(e -> e.table() == Plan.Table.SYSTEMS).toList();
    if (systems.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<Double>> bars = new LinkedHashMap<>();
    Map<String, List<Double>> errors = new LinkedHashMap<>();
    MEASURES.forEach(
        (measure, title) -> {
          bars.put(title, systems.stream().map(entry -> value(entry, measure)).toList());
          errors.put(title, systems.stream().map(entry -> error(entry, measure)).toList());
        });
    List<String> names = systems.stream().map(Plan.Entry::name).toList();
    return Optional.of(Plots.bars("Recall on test viewers", names, bars, errors));
  }

  /** Returns 0 for a measure that a system does not have: popularity has no interests. */
  private double value(Plan.Entry system, String measure) {
    return reports.get(system).get(0).test().getOrDefault(measure, 0.0);
  }

  private double error(Plan.Entry system, String measure) {
    double[] interval = reports.get(system).get(0).testIntervals().get(measure);
    return interval == null ? 0 : (interval[1] - interval[0]) / 2;
  }
}
