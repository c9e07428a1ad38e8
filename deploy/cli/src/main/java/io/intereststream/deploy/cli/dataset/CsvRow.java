package io.intereststream.deploy.cli.dataset;

import de.siegmar.fastcsv.reader.CsvRecord;

/** Fields of one row, by column number; each refusal names the column, what it holds and wants. */
final class CsvRow {
  private final CsvHeader header;
  private CsvRecord record;

  CsvRow(CsvHeader header) {
    this.header = header;
  }

  void set(CsvRecord next) throws MalformedRowException {
    record = next;
    if (next.getFieldCount() != header.size()) {
      throw new MalformedRowException(
          "%d columns (expected: %d, as in the header)"
              .formatted(next.getFieldCount(), header.size()));
    }
  }

  /** The number of the row's first line in its file. */
  long line() {
    return record.getStartingLineNumber();
  }

  String text(int column) {
    return record.getField(column);
  }

  /** A text of at least one character. */
  String required(int column) throws MalformedRowException {
    String text = text(column);
    if (text.isEmpty()) {
      throw refused(column, "a text");
    }
    return text;
  }

  long whole(int column) throws MalformedRowException {
    String text = text(column);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw refused(column, "a whole number");
    }
  }

  boolean flag(int column) throws MalformedRowException {
    switch (text(column)) {
      case "1", "true", "TRUE", "True":
        return true;
      case "0", "false", "FALSE", "False", "":
        return false;
      default:
        throw refused(column, "0, 1, true, false or nothing");
    }
  }

  MalformedRowException refused(int column, String expected) {
    return new MalformedRowException(
        "%s: \"%s\" (expected: %s)".formatted(header.name(column), text(column), expected));
  }
}
