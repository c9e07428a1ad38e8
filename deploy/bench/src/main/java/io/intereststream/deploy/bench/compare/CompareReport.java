package io.intereststream.deploy.bench.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.intereststream.deploy.bench.BenchReport;
import io.intereststream.deploy.bench.cpu.CpuPerEvent;
import io.intereststream.deploy.bench.measure.Gate;
import java.util.List;

/**
 * The result of the comparison of two builds: CPU time per event of job and broker, in µs.
 *
 * @param baseline the baseline's first run
 * @param candidate the candidate's run
 * @param baselineAgain the baseline's second run
 * @param ratio the candidate's total divided by the mean of the baseline's totals
 * @param spread relative difference between the baseline's totals
 * @param trial whether nothing was checked, so that the numbers mean nothing
 */
public record CompareReport(
    @JsonProperty("baseline_cpu_us_per_event") CpuPerEvent baseline,
    @JsonProperty("candidate_cpu_us_per_event") CpuPerEvent candidate,
    @JsonProperty("baseline_again_cpu_us_per_event") CpuPerEvent baselineAgain,
    @JsonProperty("candidate_over_baseline_cpu") double ratio,
    @JsonProperty("spread") double spread,
    @JsonProperty("trial") boolean trial)
    implements BenchReport {

  static CompareReport of(
      CpuPerEvent baseline, CpuPerEvent candidate, CpuPerEvent again, boolean trial) {
    return new CompareReport(
        baseline,
        candidate,
        again,
        2 * candidate.total() / (baseline.total() + again.total()),
        Gate.spread(baseline.total(), again.total()),
        trial);
  }

  @Override
  public String table() {
    return (trial ? BenchReport.TRIAL : "")
        + CpuPerEvent.table(
            List.of("baseline", "candidate", "baseline"),
            List.of(baseline, candidate, baselineAgain))
        + "candidate / baseline            %.3f, baseline's runs %.1f %% apart%n"
            .formatted(ratio, 100 * spread);
  }
}
