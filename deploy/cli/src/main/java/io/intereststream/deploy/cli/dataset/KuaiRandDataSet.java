package io.intereststream.deploy.cli.dataset;

import io.intereststream.schema.Action;
import io.intereststream.schema.WatchEvent;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The watch log of KuaiRand (Gao et al., CIKM 2022): a folder with files {@code events_*.csv} in
 * the columns that the data set was published with, each sorted by {@code time_ms}.
 *
 * <p>{@code event_id} is {@code kuairand-<line>}, the line in the file; of a second file on, {@code
 * kuairand-<file number>-<line>}. A {@code duration_ms} of 0 is unknown. {@code is_like}, {@code
 * is_follow}, {@code is_comment}, {@code is_forward} and {@code is_hate} become LIKE, FOLLOW,
 * COMMENT, SHARE and HIDE; {@code tab} becomes the surface {@code tab-<tab>}; {@code is_click} and
 * {@code long_view} become attributes with the value "1", left out where they are 0.
 */
public final class KuaiRandDataSet implements DataSet {
  private static final String FILES = "events_*.csv";
  private static final String REMEDY = "is it KuaiRand? for other files use --format csv";
  private static final List<String> ATTRIBUTES = List.of("is_click", "long_view");
  private static final Map<String, Action> ACTIONS =
      Map.of(
          "is_like", Action.LIKE,
          "is_follow", Action.FOLLOW,
          "is_comment", Action.COMMENT,
          "is_forward", Action.SHARE,
          "is_hate", Action.HIDE);

  private final Path folder;
  private final List<Path> files;

  /**
   * Finds the files.
   *
   * @param folder with at least one {@code events_*.csv}
   * @throws DataSetException when there is none
   */
  public KuaiRandDataSet(Path folder) {
    this.folder = folder;
    this.files = files(folder);
    if (files.isEmpty()) {
      throw new DataSetException(
          "%s: no %s in it (expected: a folder of KuaiRand)".formatted(folder, FILES));
    }
  }

  /** Whether a folder looks like KuaiRand. */
  public static boolean isIn(Path folder) {
    return Files.isDirectory(folder) && !files(folder).isEmpty();
  }

  @Override
  public String description() {
    List<String> names = files.stream().map(file -> file.getFileName().toString()).toList();
    return "KuaiRand " + folder.getFileName() + ", " + String.join(", ", names);
  }

  @Override
  public long estimatedRows() {
    return CsvEvents.estimateRows(files);
  }

  @Override
  public EventReader open(long afterPosition) {
    return new CsvEvents(files, ',', KuaiRandDataSet::bind, afterPosition);
  }

  private static List<Path> files(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, FILES)) {
      stream.forEach(found::add);
    } catch (IOException e) {
      throw new DataSetException(
          "%s: cannot be read (%s; expected: a folder of KuaiRand)".formatted(folder, e), e);
    }
    found.sort(null);
    return found;
  }

  private static CsvEvents.RowMapper bind(Path file, int fileNumber, CsvHeader header) {
    int user = header.column("user_id", REMEDY);
    int video = header.column("video_id", REMEDY);
    int time = header.column("time_ms", REMEDY);
    int watched = header.column("play_time_ms", REMEDY);
    int duration = header.column("duration_ms", REMEDY);
    int tab = header.column("tab", REMEDY);
    Map<String, Integer> attributes = columns(header, ATTRIBUTES);
    ActionColumns actions = ActionColumns.of(header, ACTIONS, REMEDY);
    String idPrefix = fileNumber == 0 ? "kuairand-" : "kuairand-" + (fileNumber + 1) + "-";
    return row -> {
      long length = row.whole(duration);
      return new WatchEvent(
          idPrefix + row.line(),
          row.required(user),
          row.required(video),
          Instant.ofEpochMilli(row.whole(time)),
          row.whole(watched),
          length == 0 ? null : length,
          actions.read(row),
          "tab-" + row.whole(tab),
          set(attributes, row));
    };
  }

  private static Map<String, Integer> columns(CsvHeader header, List<String> names) {
    Map<String, Integer> columns = new HashMap<>();
    names.forEach(name -> columns.put(name, header.column(name, REMEDY)));
    return columns;
  }

  private static Map<String, String> set(Map<String, Integer> attributes, CsvRow row)
      throws MalformedRowException {
    Map<String, String> set = new HashMap<>();
    for (Map.Entry<String, Integer> attribute : attributes.entrySet()) {
      if (row.flag(attribute.getValue())) {
        set.put(attribute.getKey(), "1");
      }
    }
    return set;
  }
}
