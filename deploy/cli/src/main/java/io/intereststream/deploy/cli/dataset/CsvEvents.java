package io.intereststream.deploy.cli.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.intereststream.schema.WatchEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Reads events from CSV files with a header line, one file after the other, UTF-8. */
final class CsvEvents implements EventReader {

  /** Makes the row reader of a file from its header. */
  interface Layout {
    /**
     * Finds the columns that are needed.
     *
     * @param fileNumber from 0
     * @throws DataSetException when one is missing
     */
    RowMapper bind(Path file, int fileNumber, CsvHeader header);
  }

  /** Makes an event from a row. */
  interface RowMapper {
    WatchEvent event(CsvRow row) throws MalformedRowException;
  }

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final List<Path> files;
  private final char separator;
  private final Layout layout;
  private final MalformedRows malformed = new MalformedRows();

  private int nextFile;
  private CsvReader<CsvRecord> reader;
  private Iterator<CsvRecord> rows;
  private RowMapper mapper;
  private CsvRow row;
  private long rowsRead;
  private WatchEvent ahead;
  private long aheadPosition;
  private long position;

  CsvEvents(List<Path> files, char separator, Layout layout, long afterPosition) {
    this.files = files;
    this.separator = separator;
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
      CsvRecord next = nextRow();
      if (next == null) {
        return false;
      }
      try {
        row.set(next);
        ahead = mapper.event(row);
        aheadPosition = rowsRead;
      } catch (MalformedRowException e) {
        malformed.add(currentFile().toString(), next.getStartingLineNumber(), e.getMessage());
      }
    }
    return true;
  }

  @Override
  public WatchEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    WatchEvent event = ahead;
    ahead = null;
    position = aheadPosition;
    return event;
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
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        throw new DataSetException(currentFile() + ": " + e.getMessage(), e);
      }
    }
  }

  private void skip(long count) {
    while (rowsRead < count) {
      if (nextRow() == null) {
        throw new DataSetException(
            "%s: ends after row %d (expected: more than %d, where reading is to go on; is it another data set?)"
                .formatted(currentFile(), rowsRead, count));
      }
    }
  }

  /** The next row of this or a later file, or null after the last. */
  private CsvRecord nextRow() {
    while (!hasNextInFile()) {
      if (nextFile == files.size()) {
        return null;
      }
      close();
      openNext();
    }
    try {
      rowsRead++;
      return rows.next();
    } catch (CsvParseException | UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  private boolean hasNextInFile() {
    try {
      return rows.hasNext();
    } catch (CsvParseException | UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  private void openNext() {
    int number = nextFile++;
    Path file = files.get(number);
    try {
      reader =
          CsvReader.builder()
              .fieldSeparator(separator)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // CsvRow counts them
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .ofCsvRecord(Files.newBufferedReader(file)); // refuses what is not UTF-8
    } catch (IOException e) {
      throw new DataSetException(
          "%s: cannot be read (%s; expected: a CSV file)".formatted(file, e), e);
    }
    rows = reader.iterator();
    if (!hasNextInFile()) {
      throw new DataSetException(
          "%s line 1: nothing (expected: a header line with the column names)".formatted(file));
    }
    List<String> names = new ArrayList<>(rows.next().getFields());
    if (names.get(0).startsWith(BYTE_ORDER_MARK)) {
      names.set(0, names.get(0).substring(BYTE_ORDER_MARK.length()));
    }
    CsvHeader header = new CsvHeader(file, names);
    mapper = layout.bind(file, number, header);
    row = new CsvRow(header);
  }

  private DataSetException unreadable(RuntimeException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new DataSetException(
        "%s after row %d: %s (expected: UTF-8 text, quotes closed)"
            .formatted(
                currentFile(),
                rowsRead,
                cause instanceof MalformedInputException ? "not UTF-8" : cause.getMessage()),
        e);
  }

  private Path currentFile() {
    return files.get(nextFile - 1);
  }

  /** Guesses the number of rows from the size of the files and the length of their first lines. */
  static long estimateRows(List<Path> files) {
    long rows = 0;
    for (Path file : files) {
      try (var channel = Files.newByteChannel(file)) {
        var buffer = ByteBuffer.allocate(1 << 16);
        int read = channel.read(buffer);
        int lines = 0;
        for (int i = 0; i < read; i++) {
          lines += buffer.get(i) == '\n' ? 1 : 0;
        }
        rows += read <= 0 ? 0 : Math.round((double) channel.size() / read * lines) - 1;
      } catch (IOException e) {
        return -1;
      }
    }
    return Math.max(0, rows);
  }
}
