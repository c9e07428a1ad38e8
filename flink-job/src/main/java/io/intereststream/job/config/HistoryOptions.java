package io.intereststream.job.config;

import io.intereststream.history.Action;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What counts for a viewer's history, and how much of it is kept. */
public final class HistoryOptions {
  public static final ConfigOption<Integer> WINDOW =
      ConfigOptions.key("interest-stream.history.window")
          .intType()
          .defaultValue(100)
          .withDescription(
              "Entries that a viewer's history may hold. A release encodes the last of them that"
                  + " it knows, up to its own window.");

  public static final ConfigOption<Integer> SLACK =
      ConfigOptions.key("interest-stream.history.slack")
          .intType()
          .noDefaultValue()
          .withDescription(
              "A history that grows past the window is cut to `window - slack` entries, so that"
                  + " the encoder must start afresh only every `slack` events: an event of a long"
                  + " history costs `window / slack` encoder steps on average. 0 is the plain"
                  + " sliding window; where it is not set, it is a quarter of the window.");

  public static final ConfigOption<Duration> TTL =
      ConfigOptions.key("interest-stream.history.ttl")
          .durationType()
          .defaultValue(Duration.ofDays(180))
          .withDescription(
              "A viewer whose history did not change for so long is forgotten, and a null value"
                  + " (erasure) published; 0 keeps every viewer for good.");

  public static final ConfigOption<Duration> LONG_VIEW =
      ConfigOptions.key("interest-stream.signal.long-view")
          .durationType()
          .defaultValue(Duration.ofSeconds(18))
          .withDescription(
              "Play time that makes an event positive where the item is longer than that; a"
                  + " shorter item must be watched to its end.");

  public static final ConfigOption<List<Action>> POSITIVE_ACTIONS =
      ConfigOptions.key("interest-stream.signal.positive-actions")
          .enumType(Action.class)
          .asList()
          .defaultValues(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE)
          .withDescription("Actions that make an event positive whatever its play time.");

  private HistoryOptions() {}
}
