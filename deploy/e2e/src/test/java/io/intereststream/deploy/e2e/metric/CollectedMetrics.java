package io.intereststream.deploy.e2e.metric;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Flink's metrics of the clusters in this JVM, as a metric reporter sees them. */
public final class CollectedMetrics implements MetricReporter {
  private static final Map<Metric, String> METRICS = new ConcurrentHashMap<>();

  /** Adds the reporter to a configuration and forgets what was collected. */
  public static void collect(Configuration configuration) {
    METRICS.clear();
    configuration.setString("metrics.reporters", "collected");
    configuration.setString("metrics.reporter.collected.factory.class", Factory.class.getName());
  }

  /** The sum of all counters with a name, over all subtasks, also those of attempts that ended. */
  public static long sum(String name) {
    long sum = 0;
    for (Map.Entry<Metric, String> entry : METRICS.entrySet()) {
      if (entry.getValue().endsWith("." + name) && entry.getKey() instanceof Counter counter) {
        sum += counter.getCount();
      }
    }
    return sum;
  }

  /** How often the job was restarted. */
  public static long restarts() {
    long most = 0;
    for (Map.Entry<Metric, String> entry : METRICS.entrySet()) {
      if (entry.getValue().endsWith(".numRestarts")
          && entry.getKey() instanceof Gauge<?> gauge
          && gauge.getValue() instanceof Number number) {
        most = Math.max(most, number.longValue());
      }
    }
    return most;
  }

  @Override
  public void open(MetricConfig config) {
    // Nothing to open.
  }

  @Override
  public void close() {
    // The metrics can be read after the cluster has ended.
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    METRICS.put(metric, String.join(".", group.getScopeComponents()) + "." + name);
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    // A task that has ended keeps its counts.
  }

  /** Makes the reporter; found through {@code META-INF/services}. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new CollectedMetrics();
    }
  }
}
