package io.intereststream.training.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.training.train.Curve;
import io.intereststream.training.train.TrainingRun.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The report of a run as one HTML page that needs no other file. */
public final class RunPage {
  private final Report report;

  /** Creates the page of a run. */
  public RunPage(Report report) {
    this.report = report;
  }

  /** Returns the page. */
  public String html() {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n<title>");
    page.append(escaped(report.model())).append(" on ").append(escaped(report.data()));
    page.append("</title>\n<style>body{font:15px sans-serif;max-width:60em;margin:2em auto}");
    page.append("td,th{text-align:left;padding:.1em 1em}pre{background:#f4f4f4;padding:1em}");
    page.append("</style>\n<h1>").append(escaped(report.model())).append("</h1>\n<p>");
    page.append(escaped(report.data())).append("; ").append(escaped(report.split()));
    page.append(
        text(
            ". Seed %d, %d steps, %.0f samples/s, %.0f s of CPU.</p>\n",
            report.seed(), report.steps(), report.samplesPerSecond(), report.cpuSeconds()));
    measures(page);
    curves(page);
    page.append("<h2>Recipe</h2>\n<pre>").append(escaped(json(report.recipe()))).append("</pre>\n");
    return page.append("</html>\n").toString();
  }

  private void measures(StringBuilder page) {
    page.append("<h2>Test viewers</h2>\n<table><tr><th>Measure<th>Value<th>95 % interval\n");
    report
        .test()
        .forEach(
            (name, value) -> {
              double[] interval = report.testIntervals().get(name);
              page.append("<tr><td>").append(name).append(text("<td>%.4f<td>", value));
              page.append(interval == null ? "" : text("%.4f to %.4f", interval[0], interval[1]));
              page.append('\n');
            });
    page.append("</table>\n");
  }

  private void curves(StringBuilder page) {
    List<Curve.Point> points = report.curve();
    double[] steps = points.stream().mapToDouble(Curve.Point::step).toArray();
    double[] recall = points.stream().mapToDouble(Curve.Point::recallAt50).toArray();
    Set<String> terms = new TreeSet<>();
    points.forEach(point -> terms.addAll(point.losses().keySet()));
    Map<String, double[]> losses = new LinkedHashMap<>();
    for (String term : terms) {
      losses.put(
          term, points.stream().mapToDouble(p -> p.losses().getOrDefault(term, 0.0)).toArray());
    }
    page.append("<h2>Training</h2>\n");
    page.append(
        Plots.lines("Recall on validation viewers", "step", steps, Map.of("recall@50", recall)));
    page.append(Plots.lines("Loss terms, without their weights", "step", steps, losses))
        .append('\n');
  }

  private static String json(Map<String, Object> recipe) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(recipe);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
