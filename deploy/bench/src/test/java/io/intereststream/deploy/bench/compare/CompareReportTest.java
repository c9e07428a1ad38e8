package io.intereststream.deploy.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.deploy.bench.BenchReport;
import io.intereststream.deploy.bench.cpu.CpuPerEvent;
import io.intereststream.deploy.bench.cpu.CpuTimesOf;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareReportTest {
  private static CpuPerEvent cpu(long ns) {
    return CpuPerEvent.of(
        CpuTimesOf.names(Map.of("interest-update", ns)), CpuTimesOf.names(Map.of()), 1);
  }

  @Test
  void theCandidateIsComparedWithTheMeanOfTheBaselinesRuns() {
    CompareReport report = CompareReport.of(cpu(40_000), cpu(27_000), cpu(41_000), false);
    assertThat(report.ratio()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(report.spread()).isCloseTo(1 / 40.5, within(1e-9));
    assertThat(report.table())
        .doesNotContain(BenchReport.TRIAL)
        .contains(
            "updater                                  40.00             27.00             41.00")
        .contains("candidate / baseline            0.667, baseline's runs 2.5 % apart");
  }

  @Test
  void aTrialSaysThatItsNumbersMeanNothing() {
    assertThat(CompareReport.of(cpu(1), cpu(1), cpu(2), true).table())
        .startsWith(BenchReport.TRIAL);
  }
}
