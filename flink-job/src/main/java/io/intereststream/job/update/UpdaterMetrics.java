package io.intereststream.job.update;

import io.intereststream.history.HistoryChange;
import java.util.Locale;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What the updater counts and measures; names as in the project's metric reference. */
final class UpdaterMetrics {
  private static final int SAMPLES = 2048;

  private final Counter[] changes = new Counter[HistoryChange.values().length];
  private final Counter erasures;
  private final Counter heldBack;
  private final Counter reembedded;
  private final Histogram stateBytes;
  private final Histogram latencyMs;

  /**
   * @param reembedding share of the viewers that a change of release has gone over
   */
  UpdaterMetrics(MetricGroup group, Gauge<Double> reembedding) {
    MetricGroup history = group.addGroup("history");
    for (HistoryChange change : HistoryChange.values()) {
      changes[change.ordinal()] = history.counter(change.name().toLowerCase(Locale.ROOT));
    }
    erasures = group.counter("erasures");
    heldBack = group.counter("heldBack");
    reembedded = group.counter("reembedded");
    group.gauge("reembeddingProgress", reembedding);
    stateBytes = group.histogram("stateBytes", new DescriptiveStatisticsHistogram(SAMPLES));
    latencyMs = group.histogram("eventToUpdateMs", new DescriptiveStatisticsHistogram(SAMPLES));
  }

  void count(HistoryChange change) {
    changes[change.ordinal()].inc();
  }

  void countErasure() {
    erasures.inc();
  }

  void countHeldBack() {
    heldBack.inc();
  }

  void countReembedded() {
    reembedded.inc();
  }

  /** Takes the size of a viewer's stored state. */
  void measureState(int bytes) {
    stateBytes.update(bytes);
  }

  /** Takes the time from an event's Kafka timestamp to its update. */
  void measureLatency(long ms) {
    latencyMs.update(ms);
  }
}
