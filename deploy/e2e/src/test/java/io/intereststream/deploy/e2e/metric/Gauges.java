package io.intereststream.deploy.e2e.metric;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** The gauges of the cluster in this JVM, by their names; the newest of each name. */
public final class Gauges implements MetricReporter, MetricReporterFactory {
  private static final Map<String, Gauge<?>> NEWEST = new ConcurrentHashMap<>();

  /** Has the clusters of a configuration report theirs. */
  public static void report(Configuration configuration) {
    configuration.setString("metrics.reporter.gauges.factory.class", Gauges.class.getName());
  }

  /** The value of a gauge; -1 where there is none. */
  public static long value(String name) {
    Gauge<?> gauge = NEWEST.get(name);
    return gauge == null ? -1 : ((Number) gauge.getValue()).longValue();
  }

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return this;
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (metric instanceof Gauge<?> gauge) {
      NEWEST.put(name, gauge);
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
}
