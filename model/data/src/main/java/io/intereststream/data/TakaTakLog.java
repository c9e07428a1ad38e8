package io.intereststream.data;

import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.CsvHeader;
import io.intereststream.data.csv.EventTimes;
import io.intereststream.data.csv.TextFile;
import io.intereststream.data.csv.TimeFormat;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * MX TakaTak, the short-video data set that the paper of CMI reports on. Published copies differ,
 * so two formats are accepted. A file is of the first format if its first line has a comma:
 *
 * <ul>
 *   <li>a CSV file with the columns {@code user_id}, {@code item_id} or {@code post_id} (the former
 *       if the file has both) and {@code timestamp}, others ignored, in any order of rows. The
 *       timestamp is a whole number of seconds since 1970 if it is below 10¹¹, and of ms otherwise;
 *   <li>lists of items as {@link ItemListsLog} reads them.
 * </ul>
 *
 * <p>The data set labels each row positive, but says neither how long it was watched nor what the
 * viewer did, so that in the first format nothing is positive under the signal policy.
 */
final class TakaTakLog implements WatchLog {
  private static final String REMEDY =
      "user_id, item_id or post_id, and timestamp; for another CSV file use --format csv";
  private static final List<String> ITEMS = List.of("item_id", "post_id");
  private static final long SECONDS_BELOW = 100_000_000_000L;

  private final Path file;
  private final Clock clock;

  /** A file in either format, not opened before it is read. */
  TakaTakLog(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * Whether the columns identify this data set: only it has {@code user_id}, {@code post_id} and
   * {@code timestamp}.
   */
  static boolean isHeader(Collection<String> names) {
    return names.containsAll(List.of("user_id", "post_id", "timestamp"));
  }

  @Override
  public String description() {
    return "TakaTak " + file.getFileName();
  }

  @Override
  public String remedy() {
    return isLists()
        ? ItemListsLog.FORM
        : "MX TakaTak has neither play times nor actions, so it cannot be replayed";
  }

  @Override
  public LogReader<LoggedWatch> open(long afterPosition) {
    return isLists()
        ? LogReader.empty()
        : new RowReader<>(List.of(file), CsvDialect.COMMA, this::bind, afterPosition);
  }

  @Override
  public LogReader<LabelledSequence> openLabelled() {
    return isLists() ? new ListReader(file) : LogReader.empty();
  }

  private boolean isLists() {
    return new TextFile(file).firstLines(1).stream().noneMatch(line -> line.indexOf(',') >= 0);
  }

  private RowReader.RowMapper<LoggedWatch> bind(Path path, int fileNumber, CsvHeader header) {
    int user = header.column("user_id", REMEDY);
    int item = header.column(header.has(ITEMS.get(0)) ? ITEMS.get(0) : ITEMS.get(1), REMEDY);
    int time = header.column("timestamp", REMEDY);
    EventTimes seconds = EventTimes.of(TimeFormat.SECONDS, clock.instant());
    EventTimes millis = EventTimes.of(TimeFormat.MILLISECONDS, clock.instant());
    return row ->
        new LoggedWatch(
            "takatak-",
            row.line(),
            row.id(user),
            row.id(item),
            (Math.abs(row.whole(time)) < SECONDS_BELOW ? seconds : millis).read(row, time),
            0,
            null,
            List.of(),
            "",
            Map.of(),
            true);
  }
}
