package io.intereststream.job.evaluation;

import io.intereststream.schema.LiveFigures;
import java.util.Locale;

/**
 * Hits of two releases on the same events.
 *
 * @param hits hits of the active release
 * @param comparedHits hits of the other release
 * @param bothHits events for which both releases had a hit
 */
public record PairedHits(long events, long hits, long comparedHits, long bothHits) {
  /** A 95 % confidence interval extends this many standard errors to each side. */
  private static final double Z = 1.96;

  /** The hits of one report. */
  public static PairedHits of(LiveFigures live) {
    return new PairedHits(
        live.getEvents(), live.getHits(), live.getComparedHits(), live.getBothHits());
  }

  /** The sum of two. */
  public PairedHits plus(PairedHits other) {
    return new PairedHits(
        events + other.events,
        hits + other.hits,
        comparedHits + other.comparedHits,
        bothHits + other.bothHits);
  }

  /** Hit rate of the active release, 0 to 1. */
  public double hitRate() {
    return rate(hits);
  }

  /** Hit rate of the other release. */
  public double comparedHitRate() {
    return rate(comparedHits);
  }

  /** Half width of the 95 % interval of a hit rate. */
  public double halfWidth(double hitRate) {
    return Z * Math.sqrt(hitRate * (1 - hitRate) / events);
  }

  /** Hit rate of the other release minus that of the active release. */
  public double gain() {
    return comparedHitRate() - hitRate();
  }

  /**
   * Half width of the gain's 95 % interval; paired, so only events with different results count.
   */
  public double gainHalfWidth() {
    double onlyCompared = comparedHits - bothHits;
    double only = hits - bothHits;
    double difference = onlyCompared - only;
    return Z * Math.sqrt(onlyCompared + only - difference * difference / events) / events;
  }

  /** Lower end of the gain's 95 % interval. */
  public double leastGain() {
    return gain() - gainHalfWidth();
  }

  private double rate(long count) {
    return events == 0 ? 0 : (double) count / events;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "hit rate %.4f against %.4f of the active release on %d events, gain %+.4f ± %.4f",
        comparedHitRate(),
        hitRate(),
        events,
        gain(),
        gainHalfWidth());
  }
}
