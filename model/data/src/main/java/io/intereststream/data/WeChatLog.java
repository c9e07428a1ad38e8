package io.intereststream.data;

import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.CsvHeader;
import io.intereststream.data.csv.CsvRow;
import io.intereststream.data.csv.EventTimes;
import io.intereststream.data.csv.MalformedRowException;
import io.intereststream.data.csv.TimeFormat;
import io.intereststream.history.Action;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The {@code user_action.csv} of the WeChat Big Data Challenge 2021: a CSV file with at least the
 * columns {@code userid}, {@code feedid}, {@code date_} (number of the day, from 1), {@code play}
 * (ms) and one column of 0 or 1 for each action.
 *
 * <p>{@code like}, {@code follow}, {@code comment} and {@code forward} become LIKE, FOLLOW, COMMENT
 * and SHARE; {@code read_comment}, {@code click_avatar} and {@code favorite} become OTHER. The
 * length of an item is unknown. The label is positive where one of these actions is 1 or {@code
 * play} is 18,000 ms or more.
 *
 * <p>The data set hides real times: day 1 stands for 2021-01-01 UTC, and the watches of one day
 * keep the order of rows.
 */
final class WeChatLog implements WatchLog {
  static final String FILE = "user_action.csv";
  static final List<String> COLUMNS = List.of("userid", "feedid", "date_");

  private static final String REMEDY =
      "is it the challenge's user_action.csv? for another CSV file use --format csv";
  private static final Map<String, Action> ACTIONS =
      Map.of(
          "like", Action.LIKE,
          "follow", Action.FOLLOW,
          "comment", Action.COMMENT,
          "forward", Action.SHARE,
          "read_comment", Action.OTHER,
          "click_avatar", Action.OTHER,
          "favorite", Action.OTHER);
  private static final long LONG_PLAY_MS = 18_000;
  private static final long DAY_0 = LocalDate.of(2020, 12, 31).toEpochDay();
  private static final int LAST_DAY = 10_000;

  private final Path file;
  private final Clock clock;

  /** A file of actions, not opened before it is read. */
  WeChatLog(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public String description() {
    return "WeChat Big Data Challenge 2021 " + file.getFileName();
  }

  @Override
  public String remedy() {
    return REMEDY;
  }

  @Override
  public LogReader<LoggedWatch> open(long afterPosition) {
    return new RowReader<>(List.of(file), CsvDialect.COMMA, this::bind, afterPosition);
  }

  private RowReader.RowMapper<LoggedWatch> bind(Path path, int fileNumber, CsvHeader header) {
    int user = header.column("userid", REMEDY);
    int feed = header.column("feedid", REMEDY);
    int day = header.column("date_", REMEDY);
    int play = header.column("play", REMEDY);
    ActionColumns actions = ActionColumns.of(header, ACTIONS, REMEDY);
    EventTimes times = EventTimes.of(TimeFormat.MILLISECONDS, clock.instant());
    return row -> {
      long watchMs = row.millis(play);
      List<Action> done = actions.read(row);
      return new LoggedWatch(
          "wechat-",
          row.line(),
          row.id(user),
          row.id(feed),
          times.checked(row, day, millis(row, day)),
          watchMs,
          null,
          done,
          "",
          Map.of(),
          watchMs >= LONG_PLAY_MS || !done.isEmpty());
    };
  }

  private static long millis(CsvRow row, int day) throws MalformedRowException {
    long number = row.whole(day);
    if (number < 1 || number > LAST_DAY) {
      throw row.malformed(day, "the number of a day, from 1");
    }
    return TimeUnit.DAYS.toMillis(DAY_0 + number);
  }
}
