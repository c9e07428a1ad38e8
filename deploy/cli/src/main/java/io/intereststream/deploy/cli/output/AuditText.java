package io.intereststream.deploy.cli.output;

import io.intereststream.deploy.audit.Audit;
import io.intereststream.deploy.audit.AuditReport;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints the report of an audit as text. */
public final class AuditText {
  private AuditText() {}

  /** Prints the result, what could not be checked, and the first mismatches. */
  public static void print(AuditReport report, PrintWriter out) {
    out.printf(
        "audit %s: %,d viewers checked, %d mismatches, largest difference %s%s%n",
        report.holds() ? "passed" : "FAILED",
        report.viewersChecked(),
        report.mismatches(),
        largestDifference(report),
        report.viewersNotChecked() == 0
            ? ""
            : ", %,d viewers not checked".formatted(report.viewersNotChecked()));
    report
        .notChecked()
        .forEach((reason, count) -> out.printf("  %,d viewers not checked: %s%n", count, reason));
    if (report.leftOfOlderGeneration() != null && report.leftOfOlderGeneration() > 0) {
      out.printf(
          "  %,d viewers have an update of a state from before the last rebuild%n",
          report.leftOfOlderGeneration());
    }
    if (report.erasedLeft() != null) {
      out.printf(
          "  null values published for %,d viewers with an update of a state from before the last"
              + " rebuild%n",
          report.erasedLeft());
    }
    if (report.deadLettersGone() > 0) {
      out.printf(
          "  %,d invalid records are older than the oldest dead letters on the topic%n",
          report.deadLettersGone());
    }
    if (report.viewersChecked() == 0 && report.mismatches() == 0) {
      out.println(
          "  no viewer was checked (expected: at least one viewer whose first event is on the topic)");
    }
    report.examples().forEach(example -> out.println("  " + example));
    if (report.trusted() != null) {
      out.printf("  trusted, not checked: the histories of %s%n", report.trusted());
    }
    if (report.baselineViewers() != null) {
      out.printf("  baseline written: %,d viewers%n", report.baselineViewers());
    }
    out.flush();
  }

  private static String largestDifference(AuditReport report) {
    Map<String, Double> byFormat = report.maxAbsDifferenceByFormat();
    if (Set.of("FLOAT").containsAll(byFormat.keySet())) {
      return "%.1e (allowed: %.0e)".formatted(report.maxAbsDifference(), Audit.TOLERANCE);
    }
    return byFormat.entrySet().stream()
        .map(format -> "%s %.1e".formatted(format.getKey(), format.getValue()))
        .collect(Collectors.joining(", "))
        .concat(
            " (rounding included; allowed: %.0e and one step of the format)"
                .formatted(Audit.TOLERANCE));
  }
}
