package io.intereststream.deploy.bench.latency;

import org.HdrHistogram.Histogram;

/** Percentiles in ms. */
public record Latency(double p50, double p99) {
  /** The percentiles of a histogram in ms. */
  public static Latency of(Histogram ms) {
    return new Latency(ms.getValueAtPercentile(50), ms.getValueAtPercentile(99));
  }
}
