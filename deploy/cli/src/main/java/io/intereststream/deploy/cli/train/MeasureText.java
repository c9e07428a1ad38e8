package io.intereststream.deploy.cli.train;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Prints the measures of test viewers, one per line. */
final class MeasureText {
  private MeasureText() {}

  /**
   * Prints the measures.
   *
   * @param intervals bounds of the 95 % confidence interval, where there is one
   */
  static void print(
      PrintWriter out, Map<String, Double> measures, Map<String, double[]> intervals) {
    measures.forEach(
        (name, value) -> {
          double[] interval = intervals.get(name);
          out.printf(Locale.ROOT, "test %-28s %.4f", name, value);
          if (interval != null) {
            out.printf(Locale.ROOT, " (%.4f to %.4f)", interval[0], interval[1]);
          }
          out.println();
        });
    out.flush();
  }
}
