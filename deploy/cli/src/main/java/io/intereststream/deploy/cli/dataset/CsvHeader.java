package io.intereststream.deploy.cli.dataset;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The column names in a file's first line. */
final class CsvHeader {
  private final Path file;
  private final List<String> names;
  private final Map<String, Integer> numbers = new HashMap<>();

  CsvHeader(Path file, List<String> names) {
    this.file = file;
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      Integer before = numbers.put(names.get(i), i);
      if (before != null) {
        throw new DataSetException(
            "%s line 1: column \"%s\" twice, as number %d and %d (expected: each name once)"
                .formatted(file, names.get(i), before + 1, i + 1));
      }
    }
  }

  int size() {
    return names.size();
  }

  String name(int column) {
    return names.get(column);
  }

  boolean has(String name) {
    return numbers.containsKey(name);
  }

  /**
   * The number of a column, from 0.
   *
   * @param remedy what the user can do when there is no such column
   */
  int column(String name, String remedy) {
    Integer number = numbers.get(name);
    if (number == null) {
      throw new DataSetException(
          "%s line 1: no column \"%s\", only %s (%s)"
              .formatted(file, name, String.join(", ", names), remedy));
    }
    return number;
  }
}
