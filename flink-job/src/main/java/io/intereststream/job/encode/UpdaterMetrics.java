package io.intereststream.job.encode;

import io.intereststream.job.history.Change;
import java.util.Locale;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What the updater counts and measures; names as in the project's metric reference. */
final class UpdaterMetrics {
  private static final int SAMPLES = 2048;

  private final Counter[] changes = new Counter[Change.values().length];
  private final Counter erasures;
  private final Histogram stateBytes;
  private final Histogram latencyMs;

  UpdaterMetrics(MetricGroup group) {
    MetricGroup history = group.addGroup("history");
    for (Change change : Change.values()) {
      changes[change.ordinal()] = history.counter(change.name().toLowerCase(Locale.ROOT));
    }
    erasures = group.counter("erasures");
    stateBytes = group.histogram("stateBytes", new DescriptiveStatisticsHistogram(SAMPLES));
    latencyMs = group.histogram("eventToUpdateMs", new DescriptiveStatisticsHistogram(SAMPLES));
  }

  void count(Change change) {
    changes[change.ordinal()].inc();
  }

  void countErasure() {
    erasures.inc();
  }

  /**
   * @param bytes size of the viewer's stored state
   * @param ms from the event's Kafka timestamp to its update
   */
  void measure(int bytes, long ms) {
    stateBytes.update(bytes);
    latencyMs.update(ms);
  }
}
