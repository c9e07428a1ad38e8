package io.intereststream.data;

import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.CsvHeader;
import io.intereststream.data.csv.CsvRow;
import io.intereststream.data.csv.CsvTable;
import io.intereststream.data.csv.DialectDetection;
import io.intereststream.data.csv.EventTimes;
import io.intereststream.data.csv.MalformedRowException;
import io.intereststream.data.csv.TimeFormat;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A CSV file in which each row is a watch, with the columns that {@link CsvColumns} names. */
final class CsvLog implements WatchLog {
  private final Path file;
  private final CsvColumns columns;
  private final CsvDialect dialect;
  private final TimeFormat time;
  private final ZoneId zone;
  private final Clock clock;

  /**
   * Detects from the first rows the properties that {@code form} does not give.
   *
   * @param clock gives the current time; event times more than 7 days later are malformed
   * @throws io.intereststream.error.InterestStreamException if the file cannot be read, has no
   *     rows, or lacks one of these columns
   */
  CsvLog(Path file, CsvColumns columns, CsvForm form, Clock clock) {
    this.file = file;
    this.columns = columns;
    this.clock = clock;
    zone = form.zone();
    DialectDetection detection =
        new DialectDetection(
            file,
            columns.required(),
            columns.name(CsvColumns.TIME),
            remedyOfColumns(),
            clock.instant());
    dialect = detection.dialect(form.separator(), form.header());
    time = form.time() == null ? detection.timeFormat(dialect) : form.time();
  }

  private static String remedyOfColumns() {
    return "name the columns: --columns user_id=<column>,item_id=<column>,event_time=<column>";
  }

  @Override
  public String description() {
    return "CSV " + file.getFileName();
  }

  @Override
  public String details() {
    return "%s, times in %s".formatted(dialect, time);
  }

  @Override
  public String remedy() {
    try (CsvTable table = CsvTable.open(file, dialect)) {
      return "name the columns of play time and duration, or of an action: --columns"
          + " watch_ms=<column>,duration_ms=<column> or like=<column>; the file has "
          + table.header();
    }
  }

  @Override
  public LogReader<LoggedWatch> open(long afterPosition) {
    return new RowReader<>(List.of(file), dialect, this::bind, afterPosition);
  }

  private RowReader.RowMapper<LoggedWatch> bind(Path path, int number, CsvHeader header) {
    int user = columns.needed(header, CsvColumns.USER);
    int item = columns.needed(header, CsvColumns.ITEM);
    int at = columns.needed(header, CsvColumns.TIME);
    int id = columns.optional(header, "event_id");
    int watched = columns.optional(header, "watch_ms");
    int duration = columns.optional(header, "duration_ms");
    int surface = columns.optional(header, "surface");
    int label = columns.optional(header, CsvColumns.LABEL);
    ActionColumns actions = columns.actions(header);
    Map<String, Integer> attributes = columns.attributes(header);
    EventTimes times = new EventTimes(time, zone, clock.instant());
    String stem = path.getFileName().toString().replaceFirst("(\\.[^.]*)?(\\.gz)?$", "-");
    return row ->
        new LoggedWatch(
            id < 0 ? stem : row.id(id),
            id < 0 ? row.line() : 0,
            row.id(user),
            row.id(item),
            times.read(row, at),
            watched < 0 || row.isEmpty(watched) ? 0 : row.millis(watched),
            duration < 0 || row.isEmpty(duration) ? null : (Long) row.millis(duration),
            actions.read(row),
            surface < 0 ? "" : row.text(surface),
            texts(attributes, row),
            label < 0 ? null : (Boolean) row.flag(label));
  }

  private static Map<String, String> texts(Map<String, Integer> attributes, CsvRow row)
      throws MalformedRowException {
    if (attributes.isEmpty()) {
      return Map.of();
    }
    Map<String, String> texts = new HashMap<>();
    for (Map.Entry<String, Integer> attribute : attributes.entrySet()) {
      texts.put(attribute.getKey(), row.text(attribute.getValue()));
    }
    return texts;
  }
}
