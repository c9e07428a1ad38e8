package io.intereststream.deploy.cli.dataset;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** How the time of an event is written. */
public enum EventTimeFormat {
  /** Whole milliseconds since 1970-01-01 UTC. */
  MILLISECONDS("ms", "whole milliseconds since 1970") {
    @Override
    Instant parse(String text) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
  },

  /** Seconds since 1970-01-01 UTC, with or without a fraction; finer than 1 ms is cut off. */
  SECONDS("s", "seconds since 1970") {
    @Override
    Instant parse(String text) {
      if (!text.matches("[+-]?[0-9]{1,15}([.][0-9]*)?")) {
        throw new NumberFormatException(text);
      }
      return Instant.ofEpochMilli(
          new BigDecimal(text).movePointRight(3).setScale(0, RoundingMode.FLOOR).longValueExact());
    }
  },

  /** ISO 8601, such as {@code 2026-11-24T09:30:00+01:00}; UTC when it has no offset. */
  ISO("iso", "ISO 8601 such as 2026-11-24T09:30:00Z") {
    @Override
    Instant parse(String text) {
      String joined = text.replace(' ', 'T');
      boolean offset = joined.matches(".*T.*(Z|[+-][0-9:]+)");
      return offset
          ? OffsetDateTime.parse(joined).toInstant()
          : LocalDateTime.parse(joined).toInstant(ZoneOffset.UTC);
    }
  };

  private final String word;
  private final String meaning;

  EventTimeFormat(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /**
   * The format that is called {@code ms}, {@code s} or {@code iso}.
   *
   * @throws IllegalArgumentException for any other word
   */
  public static EventTimeFormat of(String word) {
    for (EventTimeFormat format : values()) {
      if (format.word.equals(word)) {
        return format;
      }
    }
    throw new IllegalArgumentException("time: %s (expected: ms, s or iso)".formatted(word));
  }

  abstract Instant parse(String text);

  Instant parse(CsvRow row, int column) throws MalformedRowException {
    try {
      Instant time = parse(row.text(column));
      time.toEpochMilli();
      return time;
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw row.refused(column, meaning);
    }
  }

  /** The word of the option. */
  @Override
  public String toString() {
    return word;
  }
}
