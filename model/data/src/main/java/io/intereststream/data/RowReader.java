package io.intereststream.data;

import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.CsvHeader;
import io.intereststream.data.csv.CsvRow;
import io.intereststream.data.csv.CsvTable;
import io.intereststream.data.csv.MalformedRowException;
import io.intereststream.data.csv.MalformedRows;
import io.intereststream.error.InterestStreamException;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;

/** Reads CSV files, one after the other. */
final class RowReader<T> implements LogReader<T> {

  /** Creates the mapper for the rows of a file from its columns. */
  interface Layout<T> {
    /**
     * Finds the columns that are needed.
     *
     * @param fileNumber from 0
     * @throws InterestStreamException when one is missing
     */
    RowMapper<T> bind(Path file, int fileNumber, CsvHeader header);
  }

  /** Converts a row to a value. */
  interface RowMapper<T> {
    T map(CsvRow row) throws MalformedRowException;
  }

  private final List<Path> files;
  private final CsvDialect dialect;
  private final Layout<T> layout;
  private final MalformedRows malformed = new MalformedRows();

  private int nextFile;
  private CsvTable table;
  private RowMapper<T> mapper;
  private long rowsRead;
  private T ahead;
  private long aheadPosition;
  private long position;

  RowReader(List<Path> files, CsvDialect dialect, Layout<T> layout, long afterPosition) {
    this.files = files;
    this.dialect = dialect;
    this.layout = layout;
    this.position = afterPosition;
    try {
      openNext();
      skip(afterPosition);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    while (ahead == null) {
      if (!nextRow()) {
        return false;
      }
      try {
        ahead = mapper.map(table.row());
        aheadPosition = rowsRead;
      } catch (MalformedRowException e) {
        malformed.add(currentFile(), table.line(), e);
      }
    }
    return true;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T next = ahead;
    ahead = null;
    position = aheadPosition;
    return next;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public MalformedRows malformed() {
    return malformed;
  }

  @Override
  public void close() {
    if (table != null) {
      table.close();
    }
  }

  private void skip(long count) {
    while (rowsRead < count) {
      if (!nextRow()) {
        throw InterestStreamException.checkFailed(
            "%s: ends after row %d (expected: at least %d rows, because reading resumes after them; is it another data set?)"
                .formatted(currentFile(), rowsRead, count));
      }
    }
  }

  /** Moves to the next row of this or a later file; false after the last. */
  private boolean nextRow() {
    while (!table.next()) {
      if (nextFile == files.size()) {
        return false;
      }
      close();
      openNext();
    }
    rowsRead++;
    return true;
  }

  private void openNext() {
    int number = nextFile++;
    table = CsvTable.open(files.get(number), dialect);
    mapper = layout.bind(files.get(number), number, table.header());
  }

  private Path currentFile() {
    return files.get(nextFile - 1);
  }
}
