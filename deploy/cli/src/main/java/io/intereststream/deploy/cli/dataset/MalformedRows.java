package io.intereststream.deploy.cli.dataset;

import java.util.ArrayList;
import java.util.List;

/** The rows of a data set that are no event: all counted, the first {@value #KEPT} kept. */
public final class MalformedRows {
  /** How many rows are kept with their reason. */
  public static final int KEPT = 1_000;

  private final List<MalformedRow> first = new ArrayList<>();
  private long count;

  MalformedRows() {}

  /** One row that is no event. */
  public record MalformedRow(String file, long line, String reason) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + reason;
    }
  }

  void add(String file, long line, String reason) {
    count++;
    if (first.size() < KEPT) {
      first.add(new MalformedRow(file, line, reason));
    }
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
