package io.intereststream.deploy.cli.output;

import io.intereststream.deploy.audit.Audit;
import io.intereststream.deploy.audit.AuditReport;
import java.io.PrintWriter;

/** Prints the report of an audit as text. */
public final class AuditText {
  private AuditText() {}

  public static void print(AuditReport report, PrintWriter out) {
    out.printf(
        "audit %s: %,d viewers checked, %d mismatches, largest difference %.1e (allowed:"
            + " %.0e)%n",
        report.holds() ? "passed" : "FAILED",
        report.viewersChecked(),
        report.mismatches(),
        report.maxAbsDifference(),
        Audit.TOLERANCE);
    report.examples().forEach(example -> out.println("  " + example));
    out.flush();
  }
}
