package io.intereststream.data;

import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.CsvHeader;
import io.intereststream.data.csv.EventTimes;
import io.intereststream.data.csv.TimeFormat;
import io.intereststream.history.Action;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * The pairs of MicroLens (Ni et al., 2023), as in {@code MicroLens-100k_pairs.csv}: a CSV file with
 * the columns {@code user}, {@code item} and {@code timestamp} (whole ms since 1970), with the rows
 * in any order. Each row is a comment, which is a positive signal. The {@code .tsv} file with the
 * same pairs is read by {@link ItemListsLog}.
 */
final class MicroLensLog implements WatchLog {
  static final List<String> COLUMNS = List.of("user", "item", "timestamp");
  private static final String REMEDY = "is it MicroLens? for another CSV file use --format csv";

  private final Path file;
  private final Clock clock;

  /** A file of pairs, not opened before it is read. */
  MicroLensLog(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public String description() {
    return "MicroLens " + file.getFileName();
  }

  @Override
  public String remedy() {
    return "each row of MicroLens is a comment, which the signal policy must count as positive";
  }

  @Override
  public LogReader<LoggedWatch> open(long afterPosition) {
    return new RowReader<>(List.of(file), CsvDialect.COMMA, this::bind, afterPosition);
  }

  private RowReader.RowMapper<LoggedWatch> bind(Path path, int fileNumber, CsvHeader header) {
    int user = header.column("user", REMEDY);
    int item = header.column("item", REMEDY);
    int time = header.column("timestamp", REMEDY);
    EventTimes times = EventTimes.of(TimeFormat.MILLISECONDS, clock.instant());
    return row ->
        new LoggedWatch(
            "microlens-",
            row.line(),
            row.id(user),
            row.id(item),
            times.read(row, time),
            0,
            null,
            List.of(Action.COMMENT),
            "",
            Map.of(),
            true);
  }
}
