package io.intereststream.deploy.bench.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.deploy.bench.tail.LatencyBySecond.Second;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyReportTest {
  private static LatencyReport run(double p99, double with) {
    Second second = new Second("t" + p99, 10, (long) p99, 900, true, 1, 2, 3, 4);
    return new LatencyReport(20, p99, 300, 10 * p99, with, 40, 9_000, 0.4, 6, 0, List.of(second));
  }

  @Test
  void repetitionsAreCombinedByTheirMedians() {
    LatencyReport report =
        LatencyReport.of(List.of(run(100, 200), run(80, Double.NaN), run(90, 240)));
    assertThat(report.p99()).isEqualTo(90);
    assertThat(report.max()).isEqualTo(1000);
    assertThat(report.p99With()).isEqualTo(220);
    assertThat(report.checkpoints()).isEqualTo(18);
    assertThat(report.spreadP99()).isCloseTo(20 / 90.0, within(1e-9));
    assertThat(report.worst()).extracting(Second::p99).containsExactly(100L, 90L, 80L);
  }

  @Test
  void theTableNamesTheCausesOfTheWorstSeconds() {
    assertThat(LatencyReport.of(List.of(run(100, 200))).table())
        .contains("latency at 9,000 events/s, CPU 40 % busy")
        .contains("p50, p99, p99.9, max        20, 100, 300, 1000 ms")
        .contains("p99 200 ms, 40 ms; 6 checkpoints")
        .contains("checkpoint  rocksdb    1  gc    2");
  }
}
