package io.intereststream.data.csv;

import io.intereststream.error.InterestStreamException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Detects from the first rows of a file the parts of its dialect that the user did not give. If the
 * rows do not decide it, the file is rejected; nothing is guessed.
 */
public final class DialectDetection {
  private static final int ROWS = 200;

  private final Path file;
  private final List<String> columns;
  private final String time;
  private final String remedy;
  private final Instant now;

  /**
   * @param columns that are read, by name or by number from 1
   * @param time which of {@code columns} holds the event time
   * @param remedy what the user can do when a column is missing
   * @param now when the data is read
   */
  public DialectDetection(
      Path file, List<String> columns, String time, String remedy, Instant now) {
    this.file = file;
    this.columns = List.copyOf(columns);
    this.time = time;
    this.remedy = remedy;
    this.now = now;
  }

  /** The first rows, including the first line, as split by one separator. */
  private record Sample(String separator, List<List<String>> rows) {
    int columns() {
      return rows.get(0).size();
    }

    boolean isRegular() {
      return rows.stream().filter(row -> row.size() == columns()).count() * 10 >= rows.size() * 9L;
    }
  }

  /**
   * Returns the dialect.
   *
   * @param separator as the user said, or null
   * @param header whether there is a header line, as the user said, or null
   * @throws InterestStreamException when the file has no row, or no dialect fits its rows
   */
  public CsvDialect dialect(String separator, Boolean header) {
    List<Sample> samples = new ArrayList<>();
    InterestStreamException broken = null;
    for (String candidate : separator == null ? CsvDialect.SEPARATORS : List.of(separator)) {
      try {
        samples.add(sample(candidate));
      } catch (InterestStreamException e) {
        broken = broken == null ? e : broken;
      }
    }
    if (samples.isEmpty()) {
      throw broken;
    }
    List<CsvDialect> fitting = new ArrayList<>();
    for (Sample sample : samples) {
      fitting(sample, header).ifPresent(fitting::add);
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (fitting.isEmpty()) {
      throw nothingFits(samples, header);
    }
    throw InterestStreamException.checkFailed(
        "%s line 1: %s could separate the columns (expected: only one separator; name it with --separator)"
            .formatted(
                file,
                String.join(
                    " and ",
                    fitting.stream().map(fit -> FoundText.quoted(fit.separator())).toList())));
  }

  /**
   * Returns the format of the times.
   *
   * @throws InterestStreamException when the first rows hold no plausible time
   */
  public TimeFormat timeFormat(CsvDialect dialect) {
    List<String> times = new ArrayList<>();
    try (CsvTable table = CsvTable.open(file, dialect)) {
      int column = table.header().column(time, remedy);
      while (times.size() < ROWS && table.next()) {
        try {
          times.add(table.row().raw(column));
        } catch (MalformedRowException e) {
          // The later read of the whole file counts this row.
        }
      }
    }
    if (times.isEmpty()) {
      return TimeFormat.MILLISECONDS;
    }
    return EventTimes.detect(times, now)
        .orElseThrow(
            () ->
                InterestStreamException.checkFailed(
                    "%s: column %s holds %s (expected: a time from 2005 to now, as s, ms, us or ns since 1970 or ISO 8601; is it the event time?)"
                        .formatted(file, time, FoundText.quoted(times.get(0)))));
  }

  private Optional<CsvDialect> fitting(Sample sample, Boolean header) {
    List<String> first = sample.rows().get(0).stream().map(String::strip).toList();
    boolean named = false;
    boolean found = true;
    for (String column : columns) {
      boolean number = CsvHeader.isNumber(column);
      named |= !number;
      found &= first.contains(column) || number && Integer.parseInt(column) <= sample.columns();
    }
    if (!found || named && Boolean.FALSE.equals(header) || !named && !sample.isRegular()) {
      return Optional.empty();
    }
    boolean names = named || (header == null ? isHeader(sample) : header);
    return Optional.of(new CsvDialect(sample.separator(), names));
  }

  /**
   * For columns given by number: the first line is a header if its time column holds no time and
   * the time column of a later line does.
   */
  private boolean isHeader(Sample sample) {
    int place = Integer.parseInt(time) - 1;
    List<String> times =
        sample.rows().stream()
            .filter(row -> row.size() > place)
            .map(row -> row.get(place))
            .toList();
    return !isTime(times.get(0)) && times.stream().skip(1).anyMatch(this::isTime);
  }

  private boolean isTime(String text) {
    return EventTimes.detect(List.of(text), now).isPresent();
  }

  /**
   * Returns the exception for a file that no dialect fits. It names the first column that is
   * missing if the file is split by the separator that gives the most columns.
   */
  private InterestStreamException nothingFits(List<Sample> samples, Boolean header) {
    Sample best = samples.get(0);
    for (Sample sample : samples) {
      best = sample.columns() > best.columns() ? sample : best;
    }
    boolean named = !Boolean.FALSE.equals(header);
    try (CsvTable table = CsvTable.open(file, new CsvDialect(best.separator(), named))) {
      String hint =
          named
              ? remedy + "; if there is no header line: --no-header, and columns by number"
              : "columns by number from 1; " + remedy;
      columns.forEach(column -> table.header().column(column, hint));
    }
    return InterestStreamException.checkFailed(
        "%s: rows of different lengths with separator %s (expected: rows of %d columns; name the separator with --separator)"
            .formatted(file, FoundText.quoted(best.separator()), best.columns()));
  }

  /**
   * Reads the first rows. Rows after a broken quote are not used; the later read of the file
   * reports them.
   */
  private Sample sample(String separator) {
    List<List<String>> rows = new ArrayList<>();
    try (CsvTable table = CsvTable.open(file, new CsvDialect(separator, false))) {
      table.header().useAll();
      while (rows.size() < ROWS && table.next()) {
        rows.add(table.fields());
      }
    } catch (InterestStreamException e) {
      if (rows.isEmpty()) {
        throw e;
      }
    }
    return new Sample(separator, rows);
  }
}
