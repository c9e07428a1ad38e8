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
              "Maximum number of entries of a viewer's history. The encoder uses the"
                  + " newest entries that the release knows, at most as many as the release's"
                  + " own window.");

  public static final ConfigOption<Integer> SLACK =
      ConfigOptions.key("interest-stream.history.slack")
          .intType()
          .noDefaultValue()
          .withDescription(
              "A history that grows past the window is cut to `window - slack` entries and"
                  + " then encoded again. A larger slack makes this rarer: an event of a long"
                  + " history costs `window / slack` encoder steps on average. 0 is a plain"
                  + " sliding window. Default: a quarter of the window.");

  public static final ConfigOption<Duration> TTL =
      ConfigOptions.key("interest-stream.history.ttl")
          .durationType()
          .defaultValue(Duration.ofDays(180))
          .withDescription(
              "Time to live: the job deletes a viewer whose history has not changed for"
                  + " this time, and publishes a null value (erasure). 0 keeps every viewer.");

  public static final ConfigOption<Duration> LONG_VIEW =
      ConfigOptions.key("interest-stream.signal.long-view")
          .durationType()
          .defaultValue(Duration.ofSeconds(18))
          .withDescription(
              "Play time that makes an event positive. An item shorter than this must be"
                  + " watched to its end.");

  public static final ConfigOption<List<Action>> POSITIVE_ACTIONS =
      ConfigOptions.key("interest-stream.signal.positive-actions")
          .enumType(Action.class)
          .asList()
          .defaultValues(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE)
          .withDescription("Actions that make an event positive at any play time.");

  private HistoryOptions() {}
}
