package io.intereststream.data.csv;

import io.intereststream.history.EventTime;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads event times of one format, and rejects those that cannot be right. */
public final class EventTimes {
  private static final String EXPECTED = "a time from 2005 to now";

  private final TimeFormat format;
  private final ZoneId zone;
  private final long now;

  /** Whether the user can name another format, with {@code --time}. */
  private final boolean isOption;

  /**
   * Creates a reader of times whose format the user can name.
   *
   * @param zone time zone of times that do not name one
   * @param now when the data is read; a time more than 7 days later is rejected, as in the job
   */
  public EventTimes(TimeFormat format, ZoneId zone, Instant now) {
    this(format, zone, now, true);
  }

  private EventTimes(TimeFormat format, ZoneId zone, Instant now, boolean isOption) {
    this.format = format;
    this.zone = zone;
    this.now = now.toEpochMilli();
    this.isOption = isOption;
  }

  /**
   * Creates a reader of times whose format the data set prescribes.
   *
   * @param now when the data is read; a time more than 7 days later is rejected, as in the job
   */
  public static EventTimes of(TimeFormat format, Instant now) {
    return new EventTimes(format, ZoneOffset.UTC, now, false);
  }

  /**
   * Returns the format in which the most times are plausible; empty if no time is plausible in any
   * format.
   */
  static Optional<TimeFormat> detect(Collection<String> times, Instant now) {
    Map<TimeFormat, Integer> plausible = new EnumMap<>(TimeFormat.class);
    for (String time : times) {
      likely(time, now.toEpochMilli())
          .ifPresent(format -> plausible.merge(format, 1, Integer::sum));
    }
    return plausible.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  /**
   * Returns the format in which a time is plausible. Units differ so much that a number is
   * plausible in at most one of them.
   */
  private static Optional<TimeFormat> likely(String text, long now) {
    for (TimeFormat format : TimeFormat.values()) {
      Long millis = format.parse(text, ZoneOffset.UTC);
      if (millis != null && EventTime.isPlausible(millis, now)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** Returns the time in a column, ms since 1970. */
  public long read(CsvRow row, int column) throws MalformedRowException {
    long digits = format == TimeFormat.MILLISECONDS ? row.digits(column) : -1;
    if (digits >= 0) {
      return checked(row, column, digits);
    }
    Long millis = format.parse(row.text(column), zone);
    if (millis == null) {
      throw row.malformed(column, format.meaning() + otherwise(row, column));
    }
    return checked(row, column, millis);
  }

  /**
   * Returns a time if it is plausible.
   *
   * @param column where it was found
   * @param millis ms since 1970
   */
  public long checked(CsvRow row, int column, long millis) throws MalformedRowException {
    if (EventTime.isPlausible(millis, now)) {
      return millis;
    }
    String meant = format + " it is " + Instant.ofEpochMilli(millis);
    throw row.malformed(column, EXPECTED + "; read as " + meant + otherwise(row, column));
  }

  /**
   * Returns a hint that names the format in which the time would be plausible; empty if there is
   * none.
   */
  private String otherwise(CsvRow row, int column) {
    String text = row.raw(column);
    return likely(text, now)
        .map(
            likely ->
                ", read as %s it would be %s%s"
                    .formatted(
                        likely,
                        Instant.ofEpochMilli(likely.parse(text, ZoneOffset.UTC)),
                        isOption
                            ? ": use --time " + likely
                            : "; the times of this data set are in " + format))
        .orElse("");
  }
}
