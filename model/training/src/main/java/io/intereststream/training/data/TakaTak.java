package io.intereststream.training.data;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * MX TakaTak, the short-video data set that the paper of CMI reports on. Copies in use differ, so
 * two forms are accepted, told apart by whether the first line holds a comma:
 *
 * <ul>
 *   <li>a CSV file with the columns {@code user_id}, {@code item_id} or {@code post_id} (the former
 *       where it has both) and {@code timestamp}, others ignored, in any order of rows. The
 *       timestamp is a whole number since 1970: of seconds where it is below 10¹¹, else of ms;
 *   <li>lists of items as {@link ItemLists} reads them.
 * </ul>
 *
 * <p>Each row is a watch with a positive signal; where a column says which rows are, read the file
 * as {@link MappedCsv}.
 */
public final class TakaTak implements SequenceSource {
  private static final String REMEDY =
      "user_id, item_id or post_id, and timestamp; for another CSV file give its columns";
  private static final List<String> ITEMS = List.of("item_id", "post_id");
  private static final double SECONDS_BELOW = 1e11;

  private final Path file;

  /** A file in either form, not opened before {@link #read()}. */
  public TakaTak(Path file) {
    this.file = file;
  }

  static boolean isHeader(Collection<String> names) {
    return names.containsAll(List.of("user_id", "timestamp"))
        && ITEMS.stream().anyMatch(names::contains);
  }

  @Override
  public String description() {
    return "TakaTak " + file.getFileName();
  }

  @Override
  public Sequences read() {
    if (new TextFile(file).firstLine().indexOf(',') < 0) {
      return ItemLists.read(file, description());
    }
    SequenceBuilder builder = new SequenceBuilder(file, "watch", REMEDY);
    try (CsvTable table = CsvTable.open(file, ',')) {
      int user = table.column("user_id", REMEDY);
      String name = table.names().contains(ITEMS.get(0)) ? ITEMS.get(0) : ITEMS.get(1);
      int item = table.column(name, REMEDY);
      int time = table.column("timestamp", REMEDY);
      while (table.next()) {
        boolean seconds = Math.abs((double) table.whole(time)) < SECONDS_BELOW;
        TimeUnit unit = seconds ? TimeUnit.SECONDS : TimeUnit.MILLISECONDS;
        builder.add(table.required(user), table.required(item), table.millis(time, unit));
      }
    }
    return builder.build(description());
  }
}
