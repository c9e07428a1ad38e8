package io.intereststream.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.StringTokenizer;

/**
 * Lists of items, the form of {@code Video.txt} and of other Amazon files and of MicroLens' pairs
 * as {@code .tsv}: each line a viewer's id and then ids of items, oldest first, with blanks or tabs
 * between. A later line of the same viewer goes on where the earlier ended, so a file with one pair
 * {@code user item} a line will do, oldest first. Blank lines mean nothing; there is no header, and
 * ids hold no comma. Times are unknown ({@link Sequences#BEFORE}), so it cannot be split by time.
 */
public final class ItemLists implements SequenceSource {
  static final String REMEDY =
      "each line: a viewer's id, then ids of items, oldest first, with blanks or tabs between";

  private final Path file;

  /** A file of lists, not opened before {@link #read()}. */
  public ItemLists(Path file) {
    this.file = file;
  }

  @Override
  public String description() {
    return "item lists " + file.getFileName();
  }

  @Override
  public Sequences read() {
    return read(file, description());
  }

  static Sequences read(Path path, String description) {
    SequenceBuilder builder = new SequenceBuilder(path, "watch", REMEDY);
    TextFile file = new TextFile(path);
    if (file.firstLine().isEmpty()) {
      throw file.empty(REMEDY);
    }
    long number = 1;
    try (BufferedReader reader = file.open()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.indexOf(',') >= 0) {
          throw new DataException(
              "%s line %d: a comma (expected: %s; for a CSV file give its columns)"
                  .formatted(path, number, REMEDY));
        }
        add(line, builder);
        number++;
      }
    } catch (IOException e) {
      throw file.unreadable(number, e);
    }
    return builder.build(description);
  }

  private static void add(String line, SequenceBuilder builder) {
    StringTokenizer ids = new StringTokenizer(line);
    if (ids.hasMoreTokens()) {
      String viewer = ids.nextToken();
      builder.viewer(viewer);
      while (ids.hasMoreTokens()) {
        builder.add(viewer, ids.nextToken(), Sequences.BEFORE);
      }
    }
  }
}
