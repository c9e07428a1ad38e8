package io.intereststream.data.synthetic;

import java.time.Instant;
import java.util.Locale;

/**
 * Settings of the generator.
 *
 * @param seed random seed: the same settings give the same events, byte for byte
 * @param events number of events, including repeated ones
 * @param viewers number of viewers
 * @param items number of items that the release knows
 * @param unknownItems number of further items, which are watched but unknown to the release
 * @param topics number of topics, which are the categories of the release
 * @param dimension dimension of the item vectors, at least {@code topics}
 * @param start time of the first event
 * @param eventsPerSecond average number of events per second of event time
 * @param lateShare share of the events that come up to {@link #MAX_LATENESS_MS} late
 * @param duplicateShare share of the events that repeat an earlier one entirely
 * @param tastes number of topics drawn for a viewer at the start; some may coincide
 * @param skew exponent of popularity: a topic's item is drawn at position u^skew, u uniform from 0
 *     to 1; 1: all equally popular
 */
public record SyntheticSettings(
    long seed,
    long events,
    int viewers,
    int items,
    int unknownItems,
    int topics,
    int dimension,
    Instant start,
    double eventsPerSecond,
    double lateShare,
    double duplicateShare,
    int tastes,
    int skew) {

  /** How late an event is at most, ms. */
  public static final long MAX_LATENESS_MS = 600_000;

  /** Checks all of them. */
  public SyntheticSettings {
    require(events >= 0, "events", events, ">= 0");
    require(viewers > 0, "viewers", viewers, "> 0");
    require(items > 0, "items", items, "> 0");
    require(unknownItems >= 0, "unknown items", unknownItems, ">= 0");
    require(topics > 0 && topics <= items, "topics", topics, "1 to the number of items");
    require(dimension >= topics, "dimension", dimension, ">= topics, " + topics);
    require(eventsPerSecond > 0, "events per second", eventsPerSecond, "> 0");
    require(lateShare >= 0 && lateShare <= 1, "late share", lateShare, "0 to 1");
    require(
        duplicateShare >= 0 && duplicateShare < 1, "duplicate share", duplicateShare, "0 to <1");
    require(tastes > 0, "tastes", tastes, "> 0");
    require(skew > 0, "skew", skew, "> 0");
  }

  /** A small platform: 2,000 viewers, 4,000 items of 8 topics and 100 more, d = 64. */
  public static SyntheticSettings of(long seed, long events) {
    return new SyntheticSettings(
        seed,
        events,
        2_000,
        4_000,
        100,
        8,
        64,
        Instant.parse("2026-01-01T00:00:00Z"),
        50,
        0.01,
        0.005,
        2,
        2);
  }

  /**
   * Viewers whose tastes differ clearly: topics are orthogonal, and all items of a topic are
   * equally popular.
   *
   * @param topics number of topics
   * @param tastes number of topics drawn for a viewer at the start; some may coincide
   */
  public static SyntheticSettings ofTastes(long seed, long events, int topics, int tastes) {
    return of(seed, events)
        .withCatalogue(4_000, 100, topics, Math.max(64, topics))
        .withTastes(tastes, 1);
  }

  /**
   * Returns these settings with another number of events. The events of a smaller number are the
   * first events of a larger one.
   */
  public SyntheticSettings withEvents(long events) {
    return copy(events, viewers, items, unknownItems, topics, dimension, tastes, skew);
  }

  /**
   * Returns these settings with another number of tastes and another skew of popularity within a
   * topic.
   */
  public SyntheticSettings withTastes(int tastes, int skew) {
    return copy(events, viewers, items, unknownItems, topics, dimension, tastes, skew);
  }

  /** The same with another number of viewers. */
  public SyntheticSettings withViewers(int viewers) {
    return copy(events, viewers, items, unknownItems, topics, dimension, tastes, skew);
  }

  /** The same with another catalogue. */
  public SyntheticSettings withCatalogue(int items, int unknownItems, int topics, int dimension) {
    return copy(events, viewers, items, unknownItems, topics, dimension, tastes, skew);
  }

  private SyntheticSettings copy(
      long events,
      int viewers,
      int items,
      int unknownItems,
      int topics,
      int dimension,
      int tastes,
      int skew) {
    return new SyntheticSettings(
        seed,
        events,
        viewers,
        items,
        unknownItems,
        topics,
        dimension,
        start,
        eventsPerSecond,
        lateShare,
        duplicateShare,
        tastes,
        skew);
  }

  /** Returns the settings in words, without those that have their default values. */
  String description() {
    SyntheticSettings standard = of(seed, events);
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "synthetic data, seed %d, %,d events, %,d viewers, %,d items",
                seed,
                events,
                viewers,
                items));
    append(text, "unknown items", unknownItems, standard.unknownItems);
    append(text, "topics", topics, standard.topics);
    append(text, "dimension", dimension, standard.dimension);
    append(text, "start", start, standard.start);
    append(text, "events per second", eventsPerSecond, standard.eventsPerSecond);
    append(text, "late share", lateShare, standard.lateShare);
    append(text, "duplicate share", duplicateShare, standard.duplicateShare);
    append(text, "tastes", tastes, standard.tastes);
    append(text, "skew", skew, standard.skew);
    return text.toString();
  }

  private static void append(StringBuilder text, String name, Object value, Object standard) {
    if (!value.equals(standard)) {
      text.append(", ").append(name).append(' ').append(value);
    }
  }

  private static void require(boolean holds, String what, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(what, found, expected));
    }
  }
}
