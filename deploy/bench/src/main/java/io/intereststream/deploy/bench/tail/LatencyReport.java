package io.intereststream.deploy.bench.tail;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.intereststream.deploy.bench.cpu.Medians;
import io.intereststream.deploy.bench.measure.Gate;
import io.intereststream.deploy.bench.tail.LatencyBySecond.Second;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Time in ms from when an event was due until a reader had its update: medians of the repetitions.
 *
 * @param max the largest of all repetitions
 * @param p99With p99 of the seconds with a checkpoint; NaN if there were none
 * @param p99Without p99 of the seconds without a checkpoint
 * @param rate events per second
 * @param busy share of all cores in use, 0 to 1
 * @param checkpoints checkpoints of all repetitions
 * @param spreadP99 difference between the largest and the smallest p99 of the repetitions, divided
 *     by the median
 * @param worst the worst seconds of all repetitions
 */
public record LatencyReport(
    double p50,
    double p99,
    double p999,
    double max,
    @JsonProperty("p99_with_checkpoint") double p99With,
    @JsonProperty("p99_without_checkpoint") double p99Without,
    @JsonProperty("events_per_second") double rate,
    @JsonProperty("cpu_busy") double busy,
    long checkpoints,
    @JsonProperty("spread_p99") double spreadP99,
    @JsonProperty("worst_seconds") List<Second> worst) {
  private static final int WORST = 5;

  /** Combines repetitions. */
  static LatencyReport of(List<LatencyReport> repetitions) {
    return new LatencyReport(
        median(repetitions, LatencyReport::p50),
        median(repetitions, LatencyReport::p99),
        median(repetitions, LatencyReport::p999),
        repetitions.stream().mapToDouble(LatencyReport::max).max().orElse(Double.NaN),
        median(repetitions, LatencyReport::p99With),
        median(repetitions, LatencyReport::p99Without),
        median(repetitions, LatencyReport::rate),
        median(repetitions, LatencyReport::busy),
        repetitions.stream().mapToLong(LatencyReport::checkpoints).sum(),
        Gate.spread(repetitions.stream().mapToDouble(LatencyReport::p99).toArray()),
        repetitions.stream()
            .flatMap(one -> one.worst.stream())
            .sorted(Comparator.comparingLong(Second::p99).reversed())
            .limit(WORST)
            .toList());
  }

  private static double median(List<LatencyReport> all, ToDoubleFunction<LatencyReport> value) {
    return Medians.of(all.stream().mapToDouble(value).filter(Double::isFinite).toArray());
  }

  /** The result as text. */
  public String table() {
    return """
        latency at %,.0f events/s, CPU %.0f %% busy
          p50, p99, p99.9, max        %.0f, %.0f, %.0f, %.0f ms
          with, without checkpoint    p99 %.0f ms, %.0f ms; %d checkpoints
          p99 of the repetitions      %.0f %% apart
          worst seconds
        %s"""
        .formatted(
            rate,
            100 * busy,
            p50,
            p99,
            p999,
            max,
            p99With,
            p99Without,
            checkpoints,
            100 * spreadP99,
            worst.stream().map(second -> "    " + second + "\n").collect(Collectors.joining()));
  }
}
