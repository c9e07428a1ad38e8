package io.intereststream.deploy.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.AuditReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTextTest {
  private static String firstLine(Map<String, Double> differences) {
    double largest = differences.values().stream().reduce(0.0, Math::max);
    AuditReport report =
        new AuditReport(
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            2_000,
            0,
            Map.of(),
            null,
            2_000,
            0,
            largest,
            differences,
            List.of(),
            null,
            null,
            null);
    StringWriter text = new StringWriter();
    AuditText.print(report, new PrintWriter(text));
    return text.toString().lines().findFirst().orElseThrow();
  }

  @Test
  void theLargestDifferenceIsThatOfEachFormat() {
    String start = "audit passed: 2,000 viewers checked, 0 mismatches, largest difference ";
    assertThat(firstLine(Map.of())).isEqualTo(start + "0.0e+00 (allowed: 1e-05)");
    assertThat(firstLine(Map.of("FLOAT", 2.4e-7))).isEqualTo(start + "2.4e-07 (allowed: 1e-05)");
    Map<String, Double> two = new LinkedHashMap<>();
    two.put("FLOAT", 2.4e-7);
    two.put("INT8", 1.9e-3);
    assertThat(firstLine(two))
        .isEqualTo(
            start
                + "FLOAT 2.4e-07, INT8 1.9e-03 (rounding included; allowed: 1e-05 and one step of"
                + " the format)");
  }
}
