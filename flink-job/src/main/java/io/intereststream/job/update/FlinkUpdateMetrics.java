package io.intereststream.job.update;

import io.intereststream.history.HistoryChange;
import io.intereststream.schema.ReleaseEventKind;
import java.util.Locale;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Flink's metrics of the updates. */
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
    MetricGroup history = group.addGroup("history");
    for (HistoryChange change : HistoryChange.values()) {
      changes[change.ordinal()] = history.counter(change.name().toLowerCase(Locale.ROOT));
    }
    erasures = group.counter("erasures");
    expired = group.counter("expired");
    severalPartitions = group.counter("viewersInSeveralPartitions");
    held = group.counter("pendingUpdates");
    reembedded = group.counter("reembedded");
    activated = group.counter("releasesActivated");
    rejected = group.counter("releasesRejected");
    stateBytes = group.histogram("stateBytes", new DescriptiveStatisticsHistogram(SAMPLES));
    latencyMs = group.histogram("eventToUpdateMs", new DescriptiveStatisticsHistogram(SAMPLES));
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
      case REFUSED -> rejected.inc();
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
