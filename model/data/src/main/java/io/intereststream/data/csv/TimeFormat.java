package io.intereststream.data.csv;

import io.intereststream.error.InterestStreamException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a time is written. */
public enum TimeFormat {
  /** Seconds since 1970-01-01 UTC. */
  SECONDS("s", "seconds since 1970", 3),
  /** Milliseconds since 1970-01-01 UTC. */
  MILLISECONDS("ms", "milliseconds since 1970", 0),
  /** Microseconds since 1970-01-01 UTC. */
  MICROSECONDS("us", "microseconds since 1970", -3),
  /** Nanoseconds since 1970-01-01 UTC. */
  NANOSECONDS("ns", "nanoseconds since 1970", -6),
  /**
   * ISO 8601: a date, or a date and a time of day separated by {@code T} or a blank. A zone may
   * follow the time, directly or after a blank: {@code Z}, {@code UTC}, {@code +01:00}, {@code
   * Europe/Berlin}.
   */
  ISO("iso", "ISO 8601 such as 2026-11-24T09:30:00Z, 2026-11-24 09:30:00 or 2026-11-24", 0);

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9]{1,30}([.][0-9]{0,30})?([eE][+-]?[0-9]{1,2})?");
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})" // 1: date
              + "(?:[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)" // 2: time of day
              + " ?([A-Za-z+-][A-Za-z0-9:/_+-]{0,40})?)?"); // 3: zone
  private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private final String word;
  private final String meaning;

  /** Number of places by which the decimal point moves to the right to give ms. */
  private final int places;

  TimeFormat(String word, String meaning, int places) {
    this.word = word;
    this.meaning = meaning;
    this.places = places;
  }

  /**
   * Returns the format that is called {@code s}, {@code ms}, {@code us}, {@code ns} or {@code iso}.
   *
   * @throws InterestStreamException if there is no format of that name
   */
  public static TimeFormat of(String word) {
    for (TimeFormat format : values()) {
      if (format.word.equals(word.replace('µ', 'u'))) {
        return format;
      }
    }
    throw InterestStreamException.usage(
        "--time: %s (expected: s, ms, us, ns or iso)".formatted(FoundText.quoted(word)));
  }

  /** In words, for messages. */
  public String meaning() {
    return meaning;
  }

  /**
   * Parses a text; digits finer than 1 ms are dropped.
   *
   * @param zone time zone of a time that does not name one; not used for numbers
   * @return ms since 1970, or null if the text is not a time in this format
   */
  Long parse(String text, ZoneId zone) {
    return this == ISO ? dateTime(text.strip(), zone) : number(text.strip());
  }

  private Long number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    BigInteger millis =
        new BigDecimal(text)
            .movePointRight(places)
            .setScale(0, RoundingMode.FLOOR)
            .toBigIntegerExact();
    return millis.abs().compareTo(LONGEST) > 0 ? null : (Long) millis.longValueExact();
  }

  private static Long dateTime(String text, ZoneId zone) {
    Matcher parts = DATE_TIME.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    try {
      LocalDate date = LocalDate.parse(parts.group(1));
      LocalTime time =
          parts.group(2) == null
              ? LocalTime.MIDNIGHT
              : LocalTime.parse(parts.group(2).replace(',', '.'));
      return date.atTime(time).atZone(zone(parts.group(3), zone)).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static ZoneId zone(String named, ZoneId otherwise) {
    if (named == null) {
      return otherwise;
    }
    return named.length() <= 3 ? ZoneId.of(named.toUpperCase(Locale.ROOT)) : ZoneId.of(named);
  }

  /** Returns the value of the command-line option. */
  @Override
  public String toString() {
    return word;
  }
}
