package io.intereststream.data.csv;

import io.intereststream.error.InterestStreamException;
import java.util.List;

/**
 * How a CSV file is written. Quotes are {@code "}, doubled within a quoted field; lines end with
 * LF, CR or both; empty lines are skipped.
 *
 * @param separator text between two fields
 * @param header whether the first line names the columns
 */
public record CsvDialect(String separator, boolean header) {
  /** Commas and a header line. */
  public static final CsvDialect COMMA = new CsvDialect(",", true);

  /** The separators that are detected. */
  static final List<String> SEPARATORS = List.of(",", ";", "|", "\t", "::");

  /** The dialects with a header line whose separators are detected. */
  public static List<CsvDialect> withHeader() {
    return SEPARATORS.stream().map(separator -> new CsvDialect(separator, true)).toList();
  }

  /**
   * Returns the separator that an option value stands for: {@code tab} and {@code \t} are a tab,
   * any other value is itself.
   *
   * @throws InterestStreamException if the value cannot be a separator
   */
  public static String separator(String word) {
    if (word.equals("tab") || word.equals("\\t")) {
      return "\t";
    }
    if (word.isEmpty() || word.length() > 2 || word.matches("(?s).*[\"\r\n].*")) {
      throw InterestStreamException.usage(
          ("--separator: %s (expected: one or two characters such as , ; | \\t or ::, no quote and"
                  + " no line end)")
              .formatted(FoundText.quoted(word)));
    }
    return word;
  }

  @Override
  public String toString() {
    return "separator %s, %s"
        .formatted(FoundText.quoted(separator), header ? "a header line" : "no header line");
  }
}
