package io.intereststream.training.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A CSV file read row by row; empty lines are no rows. Each refusal names file, line and column,
 * what is there and what was expected.
 */
final class CsvTable implements AutoCloseable {

  /** No time is as far from 1970, in ms; keeps numbers exact and apart from no time. */
  private static final double FAR = 9e15;

  private final TextFile file;
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> rows;
  private List<String> names;
  private CsvRecord row;
  private long line = 1;

  private CsvTable(Path path, char separator) {
    file = new TextFile(path);
    reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // next() counts them
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .ofCsvRecord(file.open());
    rows = reader.iterator();
  }

  /** Opens a file whose first line names the columns. */
  static CsvTable open(Path path, char separator) {
    CsvTable table = new CsvTable(path, separator);
    try {
      table.readHeader();
      return table;
    } catch (RuntimeException e) {
      table.close();
      throw e;
    }
  }

  /** Opens a file that has rows from its first line on, with columns to be called by names. */
  static CsvTable withoutHeader(Path path, char separator, List<String> names) {
    CsvTable table = new CsvTable(path, separator);
    table.names = names;
    return table;
  }

  List<String> names() {
    return names;
  }

  /**
   * Returns the number of a column, from 0.
   *
   * @param remedy what the user can do when there is no such column
   */
  int column(String name, String remedy) {
    int column = names.indexOf(name);
    if (column < 0) {
      throw new DataException(
          "%s line 1: no column \"%s\", only %s (expected: it among them; %s)"
              .formatted(file.path(), name, String.join(", ", names), remedy));
    }
    return column;
  }

  /** Moves to the next row; false after the last. */
  boolean next() {
    if (!advance()) {
      return false;
    }
    if (row.getFieldCount() != names.size()) {
      throw new DataException(
          "%s line %d: %d columns (expected: %d, %s; is the separator right, the file whole?)"
              .formatted(
                  file.path(), line, row.getFieldCount(), names.size(), String.join(", ", names)));
    }
    return true;
  }

  /** Returns a text, which may be empty. */
  String text(int column) {
    return row.getField(column);
  }

  /** Returns a text of more than blanks. */
  String required(int column) {
    String text = text(column);
    if (text.isBlank()) {
      throw refused(column, "a text");
    }
    return text;
  }

  long whole(int column) {
    try {
      return Long.parseLong(text(column));
    } catch (NumberFormatException e) {
      throw refused(column, "a whole number");
    }
  }

  double number(int column) {
    double number = Double.NaN;
    try {
      number = Double.parseDouble(text(column));
    } catch (NumberFormatException e) {
      // stays NaN
    }
    if (!Double.isFinite(number)) {
      throw refused(column, "a number");
    }
    return number;
  }

  boolean flag(int column) {
    return switch (text(column)) {
      case "1", "true", "TRUE", "True" -> true;
      case "0", "false", "FALSE", "False", "" -> false;
      default -> throw refused(column, "0, 1, true, false or nothing");
    };
  }

  /** Returns a time in ms since 1970, from a number of units that may have a fraction. */
  long millis(int column, TimeUnit unit) {
    String text = text(column);
    long millis;
    try {
      millis = unit.toMillis(Long.parseLong(text));
    } catch (NumberFormatException whole) {
      millis = Math.round(number(column) / unit.convert(1, TimeUnit.DAYS) * 86_400_000.0);
    }
    if (!(Math.abs((double) millis) < FAR)) {
      throw refused(column, "a time in " + unit.name().toLowerCase(Locale.ROOT));
    }
    return millis;
  }

  /** What to throw when a field of the row is not as expected. */
  DataException refused(int column, String expected) {
    return refused(
        "%s: \"%s\" (expected: %s; correct the row or take it out)"
            .formatted(names.get(column), text(column), expected));
  }

  /** What to throw when the row is not as expected. */
  DataException refused(String message) {
    return new DataException("%s line %d: %s".formatted(file.path(), line, message));
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw file.unreadable(line, e);
    }
  }

  private void readHeader() {
    if (!advance()) {
      throw file.empty("a header line with the column names");
    }
    names = List.copyOf(row.getFields());
    Set<String> once = new TreeSet<>();
    for (String name : names) {
      if (!once.add(name)) {
        throw refused("column \"%s\" twice (expected: each name once)".formatted(name));
      }
    }
  }

  private boolean advance() {
    try {
      if (!rows.hasNext()) {
        return false;
      }
      row = rows.next();
      line = row.getStartingLineNumber();
      return true;
    } catch (CsvParseException e) {
      throw new DataException(
          "%s from line %d on: %s (expected: CSV with its quotes closed; is the file complete?)"
              .formatted(file.path(), line, e.getMessage()),
          e);
    } catch (UncheckedIOException e) {
      throw file.unreadable(line, e.getCause());
    }
  }
}
