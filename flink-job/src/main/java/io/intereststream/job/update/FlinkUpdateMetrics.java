package io.intereststream.job.update;

import io.intereststream.history.HistoryChange;
import io.intereststream.job.metric.JobMetric;
import io.intereststream.schema.ReleaseEventKind;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The metrics of the updates, as Flink metrics. */
final class FlinkUpdateMetrics implements UpdateMetrics {
  private static final int SAMPLES = 2048;

  private final Counter[] changes = new Counter[HistoryChange.values().length];
  private final Counter erasures;
  private final Counter expired;
  private final Counter severalPartitions;
  private final Counter held;
  private final Counter reembedded;
  private final Counter activated;
  private final Counter rejected;
  private final Histogram stateBytes;
  private final Histogram latencyMs;

  FlinkUpdateMetrics(MetricGroup group) {
    for (HistoryChange change : HistoryChange.values()) {
      changes[change.ordinal()] = JobMetric.valueOf("HISTORY_" + change).counter(group);
    }
    erasures = JobMetric.ERASURES.counter(group);
    expired = JobMetric.EXPIRED.counter(group);
    severalPartitions = JobMetric.VIEWERS_IN_SEVERAL_PARTITIONS.counter(group);
    held = JobMetric.PENDING_UPDATES.counter(group);
    reembedded = JobMetric.REEMBEDDED.counter(group);
    activated = JobMetric.RELEASES_ACTIVATED.counter(group);
    rejected = JobMetric.RELEASES_REJECTED.counter(group);
    stateBytes =
        JobMetric.STATE_BYTES.histogram(group, new DescriptiveStatisticsHistogram(SAMPLES));
    latencyMs =
        JobMetric.EVENT_TO_UPDATE.histogram(group, new DescriptiveStatisticsHistogram(SAMPLES));
  }

  @Override
  public void count(HistoryChange change) {
    changes[change.ordinal()].inc();
  }

  @Override
  public void countErasure() {
    erasures.inc();
  }

  @Override
  public void countExpiry() {
    expired.inc();
  }

  @Override
  public void countSeveralPartitions() {
    severalPartitions.inc();
  }

  @Override
  public void countHeld() {
    held.inc();
  }

  @Override
  public void countReembedded() {
    reembedded.inc();
  }

  @Override
  public void count(ReleaseEventKind kind) {
    switch (kind) {
      case ACTIVATED, ROLLED_BACK -> activated.inc();
      case REJECTED -> rejected.inc();
      default -> {}
    }
  }

  @Override
  public void measureState(int bytes) {
    stateBytes.update(bytes);
  }

  @Override
  public void measureLatency(long ms) {
    latencyMs.update(ms);
  }
}
