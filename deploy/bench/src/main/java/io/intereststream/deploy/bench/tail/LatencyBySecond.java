package io.intereststream.deploy.bench.tail;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.intereststream.deploy.bench.latency.UpdateRow;
import io.intereststream.deploy.bench.tail.SecondSampler.Sample;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/**
 * Latencies by the second in which events were due, joined with what else happened. Not
 * thread-safe.
 */
final class LatencyBySecond {
  private static final long LONGEST_MS = 3_600_000;

  private final Map<Long, Histogram> seconds = new TreeMap<>();

  /**
   * A second.
   *
   * @param time its beginning
   * @param events number of events that were due in it
   * @param p99 99th percentile of their latency, ms
   * @param max largest latency, ms
   * @param checkpoint whether a checkpoint was running while one of its events was on the way
   */
  record Second(
      String time,
      long events,
      long p99,
      long max,
      boolean checkpoint,
      @JsonProperty("rocksdb_cpu_ms") long rocksDbMs,
      @JsonProperty("gc_cpu_ms") long gcMs,
      @JsonProperty("updater_wait_ms") long updaterWaitMs,
      @JsonProperty("source_wait_ms") long sourceWaitMs) {
    @Override
    public String toString() {
      return ("%s  %,6d events  p99 %,5d  max %,5d ms  %-10s"
              + "  rocksdb %,4d  gc %,4d  updater waited %,4d  source waited %,4d ms")
          .formatted(
              time,
              events,
              p99,
              max,
              checkpoint ? "checkpoint" : "",
              rocksDbMs,
              gcMs,
              updaterWaitMs,
              sourceWaitMs);
    }
  }

  /** Adds an update that an event caused. */
  void add(UpdateRow row) {
    seconds
        .computeIfAbsent(row.dueAt() / 1000, second -> new Histogram(LONGEST_MS, 3))
        .recordValue(Math.max(0, Math.min(LONGEST_MS, row.latencyMs())));
  }

  /** The latencies of all seconds. */
  Histogram all() {
    return merged(second -> true);
  }

  /**
   * The latencies of the seconds with or without a checkpoint. A second is one with a checkpoint if
   * a checkpoint was running at some time from its beginning until its last update arrived.
   */
  Histogram of(CheckpointTimes checkpoints, boolean with) {
    return merged(second -> hasCheckpoint(second, checkpoints) == with);
  }

  private boolean hasCheckpoint(long second, CheckpointTimes checkpoints) {
    long end = 1000 * (second + 1) + seconds.get(second).getMaxValue();
    return checkpoints.isRunningWithin(1000 * second, end);
  }

  private Histogram merged(Predicate<Long> which) {
    Histogram merged = new Histogram(LONGEST_MS, 3);
    seconds.forEach(
        (second, latencies) -> {
          if (which.test(second)) {
            merged.add(latencies);
          }
        });
    return merged;
  }

  /** The seconds with the largest 99th percentiles, worst first, with what happened in them. */
  List<Second> worst(int count, CheckpointTimes checkpoints, Map<Long, Sample> samples) {
    return seconds.keySet().stream()
        .map(second -> joined(second, checkpoints, samples.getOrDefault(second, Sample.UNKNOWN)))
        .sorted(Comparator.comparingLong(Second::p99).reversed())
        .limit(count)
        .toList();
  }

  private Second joined(long second, CheckpointTimes checkpoints, Sample sample) {
    Histogram latencies = seconds.get(second);
    return new Second(
        Instant.ofEpochSecond(second).toString(),
        latencies.getTotalCount(),
        latencies.getValueAtPercentile(99),
        latencies.getMaxValue(),
        hasCheckpoint(second, checkpoints),
        sample.rocksDbMs(),
        sample.gcMs(),
        sample.updaterWaitMs(),
        sample.sourceWaitMs());
  }
}
