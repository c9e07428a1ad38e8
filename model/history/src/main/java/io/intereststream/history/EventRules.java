package io.intereststream.history;

import java.util.concurrent.TimeUnit;

/**
 * What makes a watch event valid. The outcome depends on the record alone, so that everybody who
 * reads the same record decides alike.
 */
public final class EventRules {
  /** Longest user, item or event id, in characters. */
  public static final int MAX_ID_LENGTH = 512;

  /** Largest distance of an event time after the Kafka timestamp of its record, in hours. */
  public static final int MAX_HOURS_AHEAD = 24;

  private static final long MAX_AHEAD_MS = TimeUnit.HOURS.toMillis(MAX_HOURS_AHEAD);

  private EventRules() {}

  /**
   * Returns the id if it has 1 to {@value #MAX_ID_LENGTH} characters.
   *
   * @param field name of the id's field, for the message
   */
  public static String checkId(String field, String id) throws InvalidEventException {
    if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
      throw new InvalidEventException(
          field + ": " + id.length() + " characters (expected: 1 to " + MAX_ID_LENGTH + ")");
    }
    return id;
  }

  /**
   * Returns the event time if it is plausible.
   *
   * @param eventTime epoch ms
   * @param timestamp Kafka timestamp of the event's record in epoch ms; negative if it has none
   */
  public static long checkTime(long eventTime, long timestamp) throws InvalidEventException {
    if (eventTime < 0) {
      throw new InvalidEventException(
          "event_time: " + eventTime + " ms (expected: 1970 or later, 0 or more)");
    }
    if (timestamp >= 0 && eventTime - MAX_AHEAD_MS > timestamp) {
      throw new InvalidEventException(
          "event_time: "
              + eventTime
              + " ms (expected: at most "
              + MAX_HOURS_AHEAD
              + " h after the record's timestamp, "
              + timestamp
              + " ms)");
    }
    return eventTime;
  }
}
