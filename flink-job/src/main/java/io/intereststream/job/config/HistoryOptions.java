package io.intereststream.job.config;

import io.intereststream.history.Action;
import io.intereststream.history.EventTime;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Which events change a viewer's history, and how much of it is kept. */
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
              "Time to live: a history expires when no event has changed it for this time,"
                  + " measured by Kafka timestamps. The viewer's next event then starts a new"
                  + " history. One day after a viewer expires, the job publishes a null value; it"
                  + " deletes the viewer's state at least a day later. 0 keeps every viewer.");

  public static final ConfigOption<Integer> SWEPT_PER_SECOND =
      ConfigOptions.key("interest-stream.history.sweep.viewers-per-second")
          .intType()
          .defaultValue(100)
          .withDescription("Maximum number of expired viewers that a subtask deletes per second.");

  public static final ConfigOption<Duration> ERASURE_MARKER =
      ConfigOptions.key("interest-stream.history.erasure-marker")
          .durationType()
          .defaultValue(Duration.ofDays(30))
          .withDescription(
              "Time after an erasure during which the job ignores events of the viewer"
                  + " whose event time or Kafka timestamp is not newer than the erasure. Set it"
                  + " longer than an event can be late.");

  public static final ConfigOption<Duration> CLOCK_TOLERANCE =
      ConfigOptions.key("interest-stream.history.clock-tolerance")
          .durationType()
          .defaultValue(EventTime.TOLERANCE)
          .withDescription(
              "Maximum time by which an event time may be after the Kafka timestamp of its"
                  + " record. The Kafka timestamp replaces a later event time. If the event time"
                  + " is more than 7 days after the Kafka timestamp, the record becomes a dead"
                  + " letter.");

  public static final ConfigOption<Duration> LONG_VIEW =
      ConfigOptions.key("interest-stream.signal.long-view")
          .durationType()
          .defaultValue(Duration.ofSeconds(18))
          .withDescription(
              "Play time that makes an event positive. An item shorter than this must be"
                  + " watched to its end. The event must have a duration.");

  public static final ConfigOption<List<Action>> POSITIVE_ACTIONS =
      ConfigOptions.key("interest-stream.signal.positive-actions")
          .enumType(Action.class)
          .asList()
          .defaultValues(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE)
          .withDescription("Actions that make an event positive at any play time.");

  public static final ConfigOption<List<Action>> NEGATIVE_ACTIONS =
      ConfigOptions.key("interest-stream.signal.negative-actions")
          .enumType(Action.class)
          .asList()
          .defaultValues(Action.HIDE)
          .withDescription(
              "Actions that make an event negative, regardless of its play time and other"
                  + " actions: the item is removed from the history, and positive events of the"
                  + " item that are not newer are ignored.");

  private HistoryOptions() {}
}
