package io.intereststream.data.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The malformed rows of a data set: all are counted, the first {@value #KEPT} kept. */
public final class MalformedRows {
  /** How many rows are kept with their reason. */
  public static final int KEPT = 1_000;

  private final List<MalformedRow> first = new ArrayList<>();
  private long count;

  /**
   * One malformed row.
   *
   * @param file path of the file
   * @param line number of the row's first line, from 1
   * @param reason what was found and what was expected
   */
  public record MalformedRow(String file, long line, String reason) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + reason;
    }
  }

  /** Counts one more row. */
  public void add(Path file, long line, MalformedRowException reason) {
    count++;
    if (first.size() < KEPT) {
      first.add(new MalformedRow(file.toString(), line, reason.getMessage()));
    }
  }

  /** Counts the rows of another reader as well. */
  public void addAll(MalformedRows others) {
    count += others.count;
    first.addAll(others.first.subList(0, Math.min(others.first.size(), KEPT - first.size())));
  }

  /** How many there are. */
  public long count() {
    return count;
  }

  /** The first of them, {@value #KEPT} at most, in the order of the data. */
  public List<MalformedRow> first() {
    return List.copyOf(first);
  }
}
