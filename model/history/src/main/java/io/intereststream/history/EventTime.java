package io.intereststream.history;

import java.time.Duration;
import java.time.Instant;

/**
 * The time of an event, checked against the Kafka timestamp of its record (rule 2). If the event
 * time is later than the Kafka timestamp by more than a tolerance, the timestamp replaces it.
 * Without this rule, a producer whose clock is ahead would make all following events too late.
 *
 * @param millis epoch ms
 * @param corrected whether the Kafka timestamp replaced the event's own time
 */
public record EventTime(long millis, boolean corrected) {

  /** Default of the tolerance. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** Maximum time by which an event time may be after the Kafka timestamp, in days. */
  public static final int MAX_DAYS_AHEAD = 7;

  /** Earliest event time. Short videos are newer; an earlier time is usually in a wrong unit. */
  public static final Instant EARLIEST = Instant.parse("2005-01-01T00:00:00Z");

  private static final long MAX_AHEAD_MS = Duration.ofDays(MAX_DAYS_AHEAD).toMillis();

  /**
   * Checks and corrects the time of an event.
   *
   * @param eventTime time in the event, epoch ms
   * @param timestamp Kafka timestamp of its record in epoch ms; negative if it has none
   * @param toleranceMs how far the event time may be after the Kafka timestamp, in ms
   * @throws InvalidEventException with both times and the likely cause
   */
  public static EventTime of(long eventTime, long timestamp, long toleranceMs)
      throws InvalidEventException {
    if (timestamp < 0) {
      throw new InvalidEventException(
          EventFault.NO_TIMESTAMP,
          "event_time: %s, but the record has no Kafka timestamp (expected: one; let the producer set it, or use message.timestamp.type=LogAppendTime)"
              .formatted(text(eventTime)));
    }
    if (!isPlausible(eventTime, timestamp)) {
      throw new InvalidEventException(
          EventFault.IMPLAUSIBLE_TIME,
          "event_time: %s, Kafka timestamp: %s (expected: an event time in ms, from %s to %d days after the Kafka timestamp%s)"
              .formatted(
                  text(eventTime),
                  text(timestamp),
                  EARLIEST,
                  MAX_DAYS_AHEAD,
                  likelyCause(eventTime, timestamp)));
    }
    return eventTime - toleranceMs > timestamp
        ? new EventTime(timestamp, true)
        : new EventTime(eventTime, false);
  }

  private static String likelyCause(long eventTime, long timestamp) {
    if (isPlausible(clamped(eventTime) * 1000, timestamp)) {
      return "; it looks like seconds";
    }
    if (isPlausible(eventTime / 1000, timestamp)) {
      return "; it looks like microseconds";
    }
    return isPlausible(eventTime / 1_000_000, timestamp) ? "; it looks like nanoseconds" : "";
  }

  private static long clamped(long eventTime) {
    return Math.max(0, Math.min(eventTime, Long.MAX_VALUE / 1000));
  }

  /**
   * Whether a time is from {@link #EARLIEST} to {@value #MAX_DAYS_AHEAD} days after a timestamp.
   *
   * @param millis epoch ms
   * @param timestamp epoch ms
   */
  public static boolean isPlausible(long millis, long timestamp) {
    return millis >= EARLIEST.toEpochMilli() && millis - MAX_AHEAD_MS <= timestamp;
  }

  private static String text(long millis) {
    return millis + " ms (" + Instant.ofEpochMilli(millis) + ")";
  }
}
