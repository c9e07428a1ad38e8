package io.intereststream.training.data;

import java.nio.file.Path;
import java.util.List;

/**
 * The pairs of MicroLens (Ni et al., 2023), as in {@code MicroLens-100k_pairs.csv}: a CSV file with
 * the columns {@code user}, {@code item} and {@code timestamp} (whole ms since 1970), in any order
 * of rows. Each row is a watch with a positive signal, a comment. The form {@code .tsv} of the same
 * pairs is one of {@link ItemLists}.
 */
public final class MicroLens implements SequenceSource {
  static final List<String> COLUMNS = List.of("user", "item", "timestamp");
  private static final String REMEDY = "is it MicroLens? for another CSV file give its columns";

  private final Path file;

  /** A file of pairs, not opened before {@link #read()}. */
  public MicroLens(Path file) {
    this.file = file;
  }

  @Override
  public String description() {
    return "MicroLens " + file.getFileName();
  }

  @Override
  public Sequences read() {
    SequenceBuilder builder = new SequenceBuilder(file, "watch", REMEDY);
    try (CsvTable table = CsvTable.open(file, ',')) {
      int user = table.column("user", REMEDY);
      int item = table.column("item", REMEDY);
      int time = table.column("timestamp", REMEDY);
      while (table.next()) {
        builder.add(table.required(user), table.required(item), table.whole(time));
      }
    }
    return builder.build(description());
  }
}
