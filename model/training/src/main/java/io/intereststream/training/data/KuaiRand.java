package io.intereststream.training.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;

/**
 * Long views of KuaiRand (Gao et al., CIKM 2022): a folder with one {@code user_history_*.csv}, at
 * least one {@code events_*.csv} and, for categories, {@code videos.csv}.
 *
 * <p>A viewer's sequence is the {@code long_watch_seq} of the history (video ids with blanks
 * between, oldest first, at no known time), then the events with {@code long_view} = 1 by {@code
 * time_ms}, equal times in the order of rows. A row that repeats viewer, video and time_ms of an
 * earlier one is dropped and counted. Viewers of one file alone count too. An item's categories are
 * the numbers in {@code tag}, which may be blank or several as in "20,43".
 */
public final class KuaiRand implements SequenceSource {
  private static final String HISTORY = "user_history_*.csv";
  private static final String EVENTS = "events_*.csv";
  private static final String VIDEOS = "videos.csv";
  private static final String REMEDY = "is it KuaiRand? for another CSV file give its columns";
  private static final int[] NONE = {};

  private final Path folder;
  private final Path history;
  private final List<Path> events;

  /**
   * Finds the files.
   *
   * @throws DataException when one is missing
   */
  public KuaiRand(Path folder) {
    this.folder = folder;
    List<Path> histories = Detection.files(folder, HISTORY);
    events = Detection.files(folder, EVENTS);
    if (histories.size() != 1 || events.isEmpty()) {
      throw new DataException(
          "%s: %d files %s and %d %s (expected: one, and one or more; %s)"
              .formatted(folder, histories.size(), HISTORY, events.size(), EVENTS, REMEDY));
    }
    history = histories.get(0);
  }

  /** Whether a folder looks like KuaiRand. */
  static boolean isIn(Path folder) {
    return Files.isDirectory(folder)
        && !(Detection.files(folder, HISTORY).isEmpty()
            && Detection.files(folder, EVENTS).isEmpty());
  }

  @Override
  public String description() {
    List<String> names = events.stream().map(file -> file.getFileName().toString()).toList();
    return "KuaiRand %s: %s, %s"
        .formatted(folder.getFileName(), history.getFileName(), String.join(", ", names));
  }

  @Override
  public Sequences read() {
    SequenceBuilder builder = new SequenceBuilder(folder, "long view", REMEDY);
    readHistory(builder);
    events.forEach(file -> readEvents(file, builder));
    builder.dropRepeats();
    readCategories(builder);
    return builder.build(description());
  }

  private void readHistory(SequenceBuilder builder) {
    try (CsvTable table = CsvTable.open(history, ',')) {
      int user = table.column("user_id", REMEDY);
      int watched = table.column("long_watch_seq", REMEDY);
      while (table.next()) {
        String viewer = table.required(user);
        builder.viewer(viewer);
        StringTokenizer videos = new StringTokenizer(table.text(watched));
        while (videos.hasMoreTokens()) {
          builder.add(viewer, videos.nextToken(), Sequences.BEFORE);
        }
      }
    }
  }

  private static void readEvents(Path file, SequenceBuilder builder) {
    try (CsvTable table = CsvTable.open(file, ',')) {
      int user = table.column("user_id", REMEDY);
      int video = table.column("video_id", REMEDY);
      int time = table.column("time_ms", REMEDY);
      int positive = table.column("long_view", REMEDY);
      while (table.next()) {
        if (table.flag(positive)) {
          builder.add(table.required(user), table.required(video), table.whole(time));
        } else {
          builder.skip(table.required(user));
        }
      }
    }
  }

  private void readCategories(SequenceBuilder builder) {
    Path videos = folder.resolve(VIDEOS);
    if (!Files.exists(videos)) {
      builder.note("no " + VIDEOS + ": no categories");
      return;
    }
    int[][] categories = new int[builder.items().size()][];
    Arrays.fill(categories, NONE);
    try (CsvTable table = CsvTable.open(videos, ',')) {
      int video = table.column("video_id", REMEDY);
      int tag = table.column("tag", REMEDY);
      while (table.next()) {
        int item = builder.find(table.required(video));
        if (item >= 0) {
          categories[item] = numbers(table, tag);
        }
      }
    }
    long without = Arrays.stream(categories).filter(numbers -> numbers.length == 0).count();
    if (without > 0) {
      builder.note("%d items without a category".formatted(without));
    }
    builder.categories(List.of(categories));
  }

  private static int[] numbers(CsvTable table, int tag) {
    String text = table.text(tag).strip();
    if (text.isEmpty()) {
      return NONE;
    }
    try {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException e) {
      throw table.refused(tag, "whole numbers with commas between, or nothing");
    }
  }
}
