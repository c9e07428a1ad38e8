package io.intereststream.data;

import io.intereststream.data.csv.TimeFormat;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The properties of a CSV file that the user gives; those that are null are detected from the rows.
 *
 * @param separator between the columns, or null
 * @param header whether the first line names the columns, or null
 * @param time how {@code event_time} is written, or null
 * @param zone time zone of times that do not name one
 */
public record CsvForm(String separator, Boolean header, TimeFormat time, ZoneId zone) {
  /** Everything is detected. */
  public static final CsvForm DETECTED = new CsvForm(null, null, null, ZoneOffset.UTC);
}
