package io.intereststream.job.lifecycle;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The gauges of the enumerator of {@link LifecycleSource}, on the JobManager. */
enum LifecycleMetric {
  OTHER_JOBS("otherJobs", "jobs", "Other jobs that write the same update topic."),
  CAUGHT_UP(
      "caughtUp",
      "0 or 1",
      "Whether the job has read everything that was on its input topics when it started."),
  CHECKPOINT_AGE(
      "checkpointAgeMs",
      "ms",
      "Time since the newest checkpoint was completed, or since the start."),
  CHECKPOINT_FILES_MISSING(
      "checkpointFilesMissing",
      "files",
      "Files that the newest checkpoint needs and that are gone.");

  private final String metricName;
  private final String unit;
  private final String meaning;

  LifecycleMetric(String metricName, String unit, String meaning) {
    this.metricName = metricName;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** Registers the gauge with the enumerator's group. */
  <T> void register(MetricGroup group, Gauge<T> gauge) {
    group.gauge(metricName, gauge);
  }

  @Override
  public String toString() {
    return metricName + " (" + unit + "): " + meaning;
  }
}
