package io.intereststream.data;

import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.CsvHeader;
import io.intereststream.data.csv.CsvRow;
import io.intereststream.data.csv.CsvTable;
import io.intereststream.data.csv.EventTimes;
import io.intereststream.data.csv.Ids;
import io.intereststream.data.csv.MalformedRowException;
import io.intereststream.data.csv.TimeFormat;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.stream.IntStream;

/**
 * KuaiRand (Gao et al., CIKM 2022): a folder with one or more {@code events_*.csv}, at most one
 * {@code user_history_*.csv} and, for categories, {@code videos.csv}, with the published columns.
 * Files of events are read in the order of their names.
 *
 * <p>{@code event_id} is {@code kuairand-<line>} with the line number in the file; from the second
 * file on it is {@code kuairand-<file number>-<line>}. A {@code duration_ms} of 0 is unknown.
 * {@code is_like}, {@code is_follow}, {@code is_comment}, {@code is_forward} and {@code is_hate}
 * become LIKE, FOLLOW, COMMENT, SHARE and HIDE; {@code tab} becomes the surface {@code tab-<tab>};
 * {@code is_click} and {@code long_view} become attributes with the value "1", and are left out if
 * they are 0. The label is {@code long_view}.
 *
 * <p>The labelled sequences come from the column {@code long_watch_seq} of {@code
 * user_history_*.csv}. An item's categories are the numbers in {@code tag}, which may be empty or
 * contain several numbers, such as "20,43".
 */
final class KuaiRandLog implements WatchLog {
  private static final String EVENTS = "events_*.csv{,.gz}";
  private static final String HISTORY = "user_history_*.csv{,.gz}";
  private static final String VIDEOS = "videos.csv";
  private static final String REMEDY = "is it KuaiRand? for another CSV file use --format csv";
  private static final Map<String, Action> ACTIONS =
      Map.of(
          "is_like", Action.LIKE,
          "is_follow", Action.FOLLOW,
          "is_comment", Action.COMMENT,
          "is_forward", Action.SHARE,
          "is_hate", Action.HIDE);
  private static final Map<String, String> CLICK = Map.of("is_click", "1");
  private static final Map<String, String> LONG_VIEW = Map.of("long_view", "1");
  private static final Map<String, String> BOTH = Map.of("is_click", "1", "long_view", "1");
  private static final String[] SURFACES =
      IntStream.range(0, 16).mapToObj(tab -> "tab-" + tab).toArray(String[]::new);
  private static final int[] NONE = {};

  private final Path folder;
  private final List<Path> events;
  private final List<Path> history;
  private final Clock clock;

  /**
   * Finds the files.
   *
   * @param clock gives the current time; event times more than 7 days later are malformed
   * @throws InterestStreamException if there is no file of events, or more than one history file
   */
  KuaiRandLog(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    events = Detection.files(folder, EVENTS);
    history = Detection.files(folder, HISTORY);
    if (events.isEmpty() || history.size() > 1) {
      throw InterestStreamException.environment(
          "%s: %d files events_*.csv and %d files user_history_*.csv (expected: at least one events_*.csv and at most one user_history_*.csv; %s)"
              .formatted(folder, events.size(), history.size(), REMEDY),
          null);
    }
  }

  /** Whether a folder looks like KuaiRand. */
  static boolean isIn(Path folder) {
    return !(Detection.files(folder, EVENTS).isEmpty()
        && Detection.files(folder, HISTORY).isEmpty());
  }

  @Override
  public String description() {
    List<String> names = new ArrayList<>();
    history.forEach(file -> names.add(file.getFileName().toString()));
    events.forEach(file -> names.add(file.getFileName().toString()));
    return "KuaiRand %s: %s".formatted(folder.getFileName(), String.join(", ", names));
  }

  @Override
  public String details() {
    return Files.exists(folder.resolve(VIDEOS)) ? "" : "no " + VIDEOS + ": no categories";
  }

  @Override
  public String remedy() {
    return REMEDY;
  }

  @Override
  public boolean dropsRepeats() {
    return true;
  }

  @Override
  public LogReader<LoggedWatch> open(long afterPosition) {
    return new RowReader<>(events, CsvDialect.COMMA, this::bind, afterPosition);
  }

  @Override
  public LogReader<LabelledSequence> openLabelled() {
    return history.isEmpty()
        ? LogReader.empty()
        : new RowReader<>(history, CsvDialect.COMMA, KuaiRandLog::bindHistory, 0);
  }

  private RowReader.RowMapper<LoggedWatch> bind(Path file, int fileNumber, CsvHeader header) {
    int user = header.column("user_id", REMEDY);
    int video = header.column("video_id", REMEDY);
    int time = header.column("time_ms", REMEDY);
    int watched = header.column("play_time_ms", REMEDY);
    int duration = header.column("duration_ms", REMEDY);
    int tab = header.column("tab", REMEDY);
    int click = header.column("is_click", REMEDY);
    int longView = header.column("long_view", REMEDY);
    ActionColumns actions = ActionColumns.of(header, ACTIONS, REMEDY);
    EventTimes times = EventTimes.of(TimeFormat.MILLISECONDS, clock.instant());
    String idPrefix = fileNumber == 0 ? "kuairand-" : "kuairand-" + (fileNumber + 1) + "-";
    return row -> {
      long length = row.whole(duration);
      boolean positive = row.flag(longView);
      return new LoggedWatch(
          idPrefix,
          row.line(),
          row.id(user),
          row.id(video),
          times.read(row, time),
          row.whole(watched),
          length == 0 ? null : (Long) length,
          actions.read(row),
          surface(row.whole(tab)),
          attributes(row.flag(click), positive),
          positive);
    };
  }

  private static String surface(long tab) {
    return tab >= 0 && tab < SURFACES.length ? SURFACES[(int) tab] : "tab-" + tab;
  }

  private static Map<String, String> attributes(boolean click, boolean longView) {
    if (click) {
      return longView ? BOTH : CLICK;
    }
    return longView ? LONG_VIEW : Map.of();
  }

  private static RowReader.RowMapper<LabelledSequence> bindHistory(
      Path file, int fileNumber, CsvHeader header) {
    int user = header.column("user_id", REMEDY);
    int watched = header.column("long_watch_seq", REMEDY);
    return row -> {
      StringTokenizer videos = new StringTokenizer(row.text(watched));
      List<String> ids = new ArrayList<>(videos.countTokens());
      while (videos.hasMoreTokens()) {
        ids.add(Ids.checked("long_watch_seq", videos.nextToken()));
      }
      return new LabelledSequence(row.id(user), ids);
    };
  }

  @Override
  public Optional<Map<String, int[]>> categories() {
    Path videos = folder.resolve(VIDEOS);
    if (!Files.exists(videos)) {
      return Optional.empty();
    }
    Map<String, int[]> categories = new HashMap<>();
    try (CsvTable table = CsvTable.open(videos, CsvDialect.COMMA)) {
      int video = table.header().column("video_id", REMEDY);
      int tag = table.header().column("tag", REMEDY);
      while (table.next()) {
        try {
          CsvRow row = table.row();
          categories.put(row.id(video), numbers(row, tag));
        } catch (MalformedRowException e) {
          throw InterestStreamException.checkFailed(
              "%s line %d: %s".formatted(videos, table.line(), e.getMessage()));
        }
      }
    }
    return Optional.of(categories);
  }

  private static int[] numbers(CsvRow row, int tag) throws MalformedRowException {
    String text = row.text(tag).strip();
    if (text.isEmpty()) {
      return NONE;
    }
    try {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException e) {
      throw row.malformed(tag, "whole numbers separated by commas, or nothing");
    }
  }
}
