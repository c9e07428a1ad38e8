package io.intereststream.training.compare;

import io.intereststream.training.train.TrainingRun.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints reports as the tables of CMI's paper: 1 (systems), 3 (ablations) and 4 (numbers of
 * interests). In the last two, each recall, hit rate and NDCG is followed by its relative
 * difference from the preset that it is a variant of. If an entry has several seeds, a value is the
 * mean over the seeds, and the interval (bootstrap over viewers) is that of the first seed. The CSV
 * has a line for each seed.
 */
public final class ComparisonTables {
  private static final List<String> MEASURES =
      List.of(
          "recall_at_10",
          "recall_at_20",
          "recall_at_50",
          "hit_rate_at_10",
          "hit_rate_at_20",
          "hit_rate_at_50",
          "ndcg_at_50");
  private static final List<String> INTERESTS =
      List.of(
          "mean_interest_cosine",
          "interest_overlap_at_50",
          "active_interests",
          "mean_vector_recall_at_50",
          "searches",
          "distinct_recall_at_50");
  private static final List<String> COVERAGE =
      List.of("coverage_at_50", "category_diversity_at_50");

  private final Map<Plan.Entry, List<Report>> reports;

  /**
   * Creates the tables of the finished runs.
   *
   * @param reports their reports by entry, one for each seed
   */
  public ComparisonTables(Map<Plan.Entry, List<Report>> reports) {
    this.reports = reports;
  }

  /** Returns all tables as Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    reports.values().stream()
        .findFirst()
        .ifPresent(
            first -> text.append(first.get(0).data() + "; " + first.get(0).split() + ".\n\n"));
    text.append("## Systems\n\n");
    table(text, Plan.Table.SYSTEMS, MEASURES, false);
    text.append("\n## Interests\n\n");
    table(text, Plan.Table.SYSTEMS, INTERESTS, false);
    text.append("\n## Coverage, diversity and cost\n\n");
    cost(text);
    text.append("\n## Ablations\n\n");
    table(text, Plan.Table.ABLATIONS, MEASURES, true);
    text.append("\n## Number of interests\n\n");
    List<String> both = new ArrayList<>(MEASURES);
    both.addAll(INTERESTS);
    table(text, Plan.Table.INTERESTS, both, true);
    return text.toString();
  }

  /** Returns all figures of all runs as CSV. */
  public String csv() {
    List<String> all = new ArrayList<>(MEASURES);
    all.addAll(INTERESTS);
    all.addAll(COVERAGE);
    StringBuilder text =
        new StringBuilder(
            "table,name,seed,steps,computed_by,samples_per_second,cpu_seconds,validation_recall_at_50");
    for (String measure : all) {
      text.append(',').append(measure);
      text.append(',').append(measure).append("_low,").append(measure).append("_high");
    }
    text.append('\n');
    reports.forEach((entry, list) -> list.forEach(report -> csvLine(text, entry, report, all)));
    return text.toString();
  }

  private static void csvLine(
      StringBuilder text, Plan.Entry entry, Report report, List<String> measures) {
    text.append(
        String.format(
            Locale.ROOT,
            "%s,%s,%d,%d,%s,%.0f,%.0f,%.4f",
            entry.table().name().toLowerCase(Locale.ROOT),
            entry.name(),
            report.seed(),
            report.steps(),
            report.computedBy().replace(",", ""),
            report.samplesPerSecond(),
            report.cpuSeconds(),
            report.validationRecall()));
    for (String measure : measures) {
      Double value = report.test().get(measure);
      double[] interval = report.testIntervals().get(measure);
      text.append(',').append(value == null ? "" : number(value));
      text.append(',').append(interval == null ? "" : number(interval[0]));
      text.append(',').append(interval == null ? "" : number(interval[1]));
    }
    text.append('\n');
  }

  private void table(
      StringBuilder text, Plan.Table which, List<String> measures, boolean withReference) {
    text.append("| |");
    measures.forEach(measure -> text.append(' ').append(title(measure)).append(" |"));
    text.append("\n|---|").append("---|".repeat(measures.size())).append('\n');
    reports.forEach(
        (entry, list) -> {
          boolean reference =
              withReference
                  && reports.keySet().stream()
                      .anyMatch(e -> e.table() == which && entry.name().equals(e.of()));
          if (entry.table() == which || reference) {
            line(text, entry, list, measures, entry.table() == which && withReference);
          }
        });
  }

  private void line(
      StringBuilder text,
      Plan.Entry entry,
      List<Report> list,
      List<String> measures,
      boolean decline) {
    text.append("| ").append(entry.name());
    if (list.size() > 1) {
      text.append(" (").append(list.size()).append(" seeds)");
    }
    text.append(" |");
    List<Report> base = decline ? reference(entry) : null;
    for (String measure : measures) {
      text.append(' ').append(cell(list, base, measure)).append(" |");
    }
    text.append('\n');
  }

  private List<Report> reference(Plan.Entry entry) {
    return reports.entrySet().stream()
        .filter(other -> other.getKey().name().equals(entry.of()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static String cell(List<Report> list, List<Report> base, String measure) {
    if (list.get(0).test().get(measure) == null) {
      return "";
    }
    double value = mean(list, measure);
    if (base != null && MEASURES.contains(measure)) {
      double of = mean(base, measure);
      return String.format(Locale.ROOT, "%s (%+.1f %%)", number(value), 100 * (value - of) / of);
    }
    double[] interval = list.get(0).testIntervals().get(measure);
    return interval == null
        ? number(value)
        : String.format(
            Locale.ROOT, "%s ±%s", number(value), number((interval[1] - interval[0]) / 2));
  }

  private static double mean(List<Report> list, String measure) {
    return list.stream().mapToDouble(report -> report.test().get(measure)).average().orElseThrow();
  }

  private void cost(StringBuilder text) {
    text.append(
        "| | coverage@50 | category diversity@50 | learning rate | steps | computed by | samples/s | CPU s |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    reports.forEach(
        (entry, list) -> {
          if (entry.table() == Plan.Table.SYSTEMS) {
            Report first = list.get(0);
            Double diversity = first.test().get("category_diversity_at_50");
            text.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %d | %s | %.0f | %.0f |\n",
                    entry.name(),
                    number(first.test().get("coverage_at_50")),
                    diversity == null ? "" : number(diversity),
                    rate(first),
                    first.steps(),
                    first.computedBy(),
                    first.samplesPerSecond(),
                    first.cpuSeconds()));
          }
        });
  }

  private static Object rate(Report report) {
    return report.recipe().get("optimiser") instanceof Map<?, ?> optimiser
        ? optimiser.get("learning-rate")
        : "";
  }

  private static String title(String measure) {
    return measure.replace("_at_", "@").replace('_', ' ');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
