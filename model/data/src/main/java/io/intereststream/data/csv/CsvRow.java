package io.intereststream.data.csv;

import io.intereststream.history.EventRules;

/**
 * The fields of one row, by the index of their column from 0. One object is reused for all rows.
 */
public final class CsvRow {
  private final RowBuffer fields;
  private final CsvHeader header;

  CsvRow(RowBuffer fields, CsvHeader header) {
    this.fields = fields;
    this.header = header;
  }

  void checkSize() throws MalformedRowException {
    if (fields.size() != header.size()) {
      throw new MalformedRowException(
          "%d columns (expected: %d, as in the first row; is the separator right, are quotes closed?)"
              .formatted(fields.size(), header.size()));
    }
  }

  /** The number of the row's first line in its file, from 1. */
  public long line() {
    return fields.line();
  }

  public boolean isEmpty(int column) {
    return fields.length(column) == 0;
  }

  /** Returns the field as a string, which may be empty. */
  public String text(int column) throws MalformedRowException {
    String text = fields.text(column);
    if (text.indexOf(TextFile.NOT_UTF8) >= 0) {
      throw malformed(column, "UTF-8; convert the file");
    }
    return text;
  }

  /** Returns an id; see {@link Ids#checked}. */
  public String id(int column) throws MalformedRowException {
    String id = fields.text(column);
    boolean plain = fields.isPlain(column) && id.length() <= EventRules.DEFAULT_ID_LENGTH;
    return plain ? id : Ids.checked(header.title(column), id);
  }

  /** Returns the value of a field of 1 to 18 digits; -1 if the field is anything else. */
  long digits(int column) {
    return fields.digits(column);
  }

  /** Returns a whole number. */
  public long whole(int column) throws MalformedRowException {
    long number = fields.digits(column);
    if (number >= 0) {
      return number;
    }
    try {
      return Long.parseLong(fields.text(column));
    } catch (NumberFormatException e) {
      throw malformed(column, "a whole number");
    }
  }

  /** Returns a number of ms, with or without a fraction, which is cut off. */
  public long millis(int column) throws MalformedRowException {
    String text = fields.text(column);
    if (text.indexOf('.') < 0) {
      return whole(column);
    }
    Long number = TimeFormat.MILLISECONDS.parse(text, null);
    if (number == null) {
      throw malformed(column, "a number of ms");
    }
    return number;
  }

  /** Returns a flag. */
  public boolean flag(int column) throws MalformedRowException {
    if (fields.length(column) == 1) {
      char c = fields.charAt(column, 0);
      if (c == '0' || c == '1') {
        return c == '1';
      }
    }
    return switch (fields.text(column)) {
      case "true", "TRUE", "True", "1.0" -> true;
      case "false", "FALSE", "False", "0.0", "" -> false;
      default -> throw malformed(column, "0, 1, true, false or nothing");
    };
  }

  /** Returns what to throw when a field is not as expected. */
  public MalformedRowException malformed(int column, String expected) {
    return new MalformedRowException(
        "%s: %s (expected: %s)"
            .formatted(header.title(column), FoundText.quoted(fields.text(column)), expected));
  }

  /** Returns a field as it is, for messages and detection. */
  String raw(int column) {
    return fields.text(column);
  }
}
