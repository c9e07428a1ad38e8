package io.intereststream.data.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** A CSV file that is read row by row. */
public final class CsvTable implements AutoCloseable {
  private final TextFile file;
  private final CsvReader<RowBuffer> reader;
  private final Iterator<RowBuffer> rows;
  private final RowBuffer buffer = new RowBuffer();
  private CsvHeader header;
  private CsvRow row;
  private boolean ahead;
  private long line = 1;

  private CsvTable(Path path, String separator) {
    file = new TextFile(path);
    reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // CsvRow counts them
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .build(buffer, file.open());
    rows = reader.iterator();
  }

  /**
   * Opens a file and finds its columns.
   *
   * @throws InterestStreamException when it cannot be read or has no row
   */
  public static CsvTable open(Path path, CsvDialect dialect) {
    CsvTable table = new CsvTable(path, dialect.separator());
    try {
      table.readHeader(dialect.header());
      return table;
    } catch (RuntimeException e) {
      table.close();
      throw e;
    }
  }

  /** The columns. */
  public CsvHeader header() {
    return header;
  }

  /**
   * Moves to the next row; false after the last.
   *
   * @throws InterestStreamException if reading fails
   */
  public boolean next() {
    if (ahead) {
      ahead = false;
      return true;
    }
    return advance();
  }

  /**
   * The current row.
   *
   * @throws MalformedRowException if it has fewer or more columns than the first row
   */
  public CsvRow row() throws MalformedRowException {
    row.checkSize();
    return row;
  }

  /** The number of the current row's first line, from 1. */
  public long line() {
    return line;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw file.unreadable(line, e);
    }
  }

  private void readHeader(boolean named) {
    if (!advance()) {
      throw file.empty(named ? "a header line with the names of the columns" : "rows");
    }
    List<String> fields = fields();
    header =
        named
            ? CsvHeader.of(
                file.path(),
                fields.stream()
                    .map(field -> field.strip().replace(TextFile.NOT_UTF8, '\uFFFD'))
                    .toList())
            : CsvHeader.numbered(file.path(), fields.size());
    row = new CsvRow(buffer, header);
    buffer.use(header.used());
    ahead = !named;
  }

  /** The current row's fields, as many as it has. */
  List<String> fields() {
    return IntStream.range(0, buffer.size()).mapToObj(buffer::text).toList();
  }

  private boolean advance() {
    try {
      if (!rows.hasNext()) {
        return false;
      }
      rows.next();
      line = buffer.line();
      return true;
    } catch (CsvParseException e) {
      throw new InterestStreamException(
          ExitCode.CHECK_FAILED,
          "%s from line %d on: %s (expected: CSV with closed quotes; is the file complete?)"
              .formatted(file.path(), line, e.getMessage()),
          e);
    } catch (UncheckedIOException e) {
      throw file.unreadable(line, e.getCause());
    }
  }
}
