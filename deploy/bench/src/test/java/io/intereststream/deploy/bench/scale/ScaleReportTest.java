package io.intereststream.deploy.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.deploy.bench.cpu.CpuPerEvent;
import io.intereststream.deploy.bench.cpu.CpuTimesOf;
import io.intereststream.deploy.bench.scale.ScaleReport.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScaleReportTest {
  private static Row row(int viewers, int items, long ns) {
    CpuPerEvent cpu =
        CpuPerEvent.of(
            CpuTimesOf.names(Map.of("interest-update", ns)), CpuTimesOf.names(Map.of()), 1);
    return new Row(viewers, items, cpu, 19_400, 4_047);
  }

  @Test
  void theCostWithTheMostViewersIsComparedWithThatOfTheFewest() {
    ScaleReport report =
        ScaleReport.of(
            List.of(row(10, 10, 40_000), row(1000, 10, 60_000), row(10, 1000, 44_000)),
            row(10, 10, 41_000),
            false);
    assertThat(report.largestOverSmallest()).isCloseTo(1.5, within(1e-9));
    assertThat(report.spread()).isCloseTo(1 / 40.5, within(1e-9));
    assertThat(report.table())
        .contains("        10          10  1.00                  19,400                    4,047")
        .contains("most viewers / fewest viewers   1.50; first case again: 2.5 % apart");
  }
}
