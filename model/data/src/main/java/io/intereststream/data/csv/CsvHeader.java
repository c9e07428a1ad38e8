package io.intereststream.data.csv;

import io.intereststream.error.InterestStreamException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The columns of a file, by the names in its first line or by their numbers from 1. */
public final class CsvHeader {
  private final Path file;
  private final List<String> names;
  private final boolean named;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Integer> again = new HashMap<>();
  private final boolean[] used;

  private CsvHeader(Path file, List<String> names, boolean named) {
    this.file = file;
    this.names = names;
    this.named = named;
    this.used = new boolean[names.size()];
    for (int i = 0; i < names.size(); i++) {
      if (numbers.putIfAbsent(names.get(i), i) != null) {
        again.putIfAbsent(names.get(i), i);
      }
    }
  }

  /** Columns that the first line names. */
  static CsvHeader of(Path file, List<String> names) {
    return new CsvHeader(file, List.copyOf(names), true);
  }

  /** Columns of a file without a header line. */
  static CsvHeader numbered(Path file, int columns) {
    return new CsvHeader(
        file, IntStream.rangeClosed(1, columns).mapToObj(String::valueOf).toList(), false);
  }

  /** Returns which columns {@link #column} has returned, by index. */
  boolean[] used() {
    return used;
  }

  /** Makes every column readable. */
  void useAll() {
    Arrays.fill(used, true);
  }

  /** Number of columns. */
  public int size() {
    return names.size();
  }

  /** Names of the columns in their order. */
  public List<String> names() {
    return names;
  }

  /** Returns the name of a column for messages. */
  String title(int column) {
    return named ? names.get(column) : "column " + names.get(column);
  }

  /** Whether there is a column of this name. */
  public boolean has(String name) {
    return numbers.containsKey(name);
  }

  /**
   * Returns the index of a column, from 0, by its name, or by its number from 1 if no column has
   * that name. Only columns that this method has returned can be read.
   *
   * @param remedy what the user can do when there is no such column
   * @throws InterestStreamException if there is no such column, or if several columns have the name
   */
  public int column(String name, String remedy) {
    if (again.containsKey(name)) {
      throw InterestStreamException.checkFailed(
          "%s line 1: column %s twice, as number %d and %d (expected: once; give its number)"
              .formatted(file, FoundText.quoted(name), numbers.get(name) + 1, again.get(name) + 1));
    }
    Integer place = numbers.get(name);
    if (place == null && isNumber(name) && Integer.parseInt(name) <= size()) {
      place = Integer.parseInt(name) - 1;
    }
    if (place != null) {
      used[place] = true;
      return place;
    }
    throw InterestStreamException.checkFailed(
        "%s line 1: no column %s, only %s (expected: this column; %s)"
            .formatted(file, FoundText.quoted(name), this, remedy));
  }

  /** Whether a column is given by its number. */
  static boolean isNumber(String name) {
    return name.matches("[1-9][0-9]{0,3}");
  }

  /** The columns in words. */
  @Override
  public String toString() {
    return named ? String.join(", ", names) : "columns 1 to " + names.size();
  }
}
