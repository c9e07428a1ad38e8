package io.intereststream.training.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The {@code user_action.csv} of the WeChat Big Data Challenge 2021: a CSV file with at least the
 * columns {@code userid}, {@code feedid}, {@code date_} (number of the day), {@code play} (ms) and
 * one column of 0 or 1 for each action.
 *
 * <p>A row is positive when one of {@code read_comment}, {@code like}, {@code click_avatar}, {@code
 * forward}, {@code favorite}, {@code comment} and {@code follow} is 1 or {@code play} is 18,000 ms
 * or more. The data set hides real times: day d stands for d days since 1970, and a viewer's
 * watches of one day keep the order of rows.
 */
public final class WeChatChallenge implements SequenceSource {
  static final String FILE = "user_action.csv";
  static final List<String> COLUMNS = List.of("userid", "feedid", "date_");

  private static final String REMEDY =
      "is it the challenge's user_action.csv? for another CSV file give its columns";
  private static final List<String> ACTIONS =
      List.of("read_comment", "like", "click_avatar", "forward", "favorite", "comment", "follow");
  private static final int LONG_PLAY_MS = 18_000;

  private final Path file;

  /** A file of actions, not opened before {@link #read()}. */
  public WeChatChallenge(Path file) {
    this.file = file;
  }

  @Override
  public String description() {
    return "WeChat Big Data Challenge 2021 " + file.getFileName();
  }

  @Override
  public Sequences read() {
    SequenceBuilder builder = new SequenceBuilder(file, "positive action or long play", REMEDY);
    try (CsvTable table = CsvTable.open(file, ',')) {
      int user = table.column("userid", REMEDY);
      int feed = table.column("feedid", REMEDY);
      int day = table.column("date_", REMEDY);
      int play = table.column("play", REMEDY);
      int[] actions = ACTIONS.stream().mapToInt(name -> table.column(name, REMEDY)).toArray();
      while (table.next()) {
        if (table.number(play) >= LONG_PLAY_MS || Arrays.stream(actions).anyMatch(table::flag)) {
          long time = table.millis(day, TimeUnit.DAYS);
          builder.add(table.required(user), table.required(feed), time);
        } else {
          builder.skip(table.required(user));
        }
      }
    }
    return builder.build(description());
  }
}
