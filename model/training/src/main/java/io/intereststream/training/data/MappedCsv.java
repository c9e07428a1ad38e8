package io.intereststream.training.data;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Any CSV file with a header line: one row a watch, in any order, in columns that the user names.
 * Ids are texts; times are numbers of a unit since 1970, which may have a fraction. Rows that
 * repeat another are kept.
 */
public final class MappedCsv implements SequenceSource {

  /**
   * Names of columns.
   *
   * @param positive column of 0, 1, true, false or nothing that says which rows count; without one
   *     all do
   */
  public record Columns(String user, String item, String time, Optional<String> positive) {
    private static final String FORM = "user=COLUMN,item=COLUMN,time=COLUMN[,positive=COLUMN]";
    private static final Set<String> KEYS = Set.of("user", "item", "time", "positive");

    /**
     * Reads {@code user=COLUMN,item=COLUMN,time=COLUMN[,positive=COLUMN]} in any order. A name may
     * hold anything but a comma.
     *
     * @throws DataException when it is something else
     */
    public static Columns parse(String text) {
      Map<String, String> columns = new HashMap<>();
      for (String part : text.split(",", -1)) {
        int equals = part.indexOf('=');
        String key = equals < 0 ? part : part.substring(0, equals);
        if (equals < 0 || !KEYS.contains(key) || equals == part.length() - 1) {
          throw refused(text, "\"" + part + "\"");
        }
        if (columns.put(key, part.substring(equals + 1)) != null) {
          throw refused(text, key + " twice");
        }
      }
      return new Columns(
          required(columns, "user", text),
          required(columns, "item", text),
          required(columns, "time", text),
          Optional.ofNullable(columns.get("positive")));
    }

    private static String required(Map<String, String> columns, String key, String text) {
      if (!columns.containsKey(key)) {
        throw refused(text, "no " + key);
      }
      return columns.get(key);
    }

    private static DataException refused(String text, String found) {
      return new DataException("columns \"%s\": %s (expected: %s)".formatted(text, found, FORM));
    }
  }

  private static final String REMEDY = "name the columns that the file has";

  private final Path file;
  private final Columns columns;
  private final char separator;
  private final TimeUnit unit;

  /**
   * A file, not opened before {@link #read()}.
   *
   * @param separator between fields, such as comma, semicolon or tab
   * @param unit of times
   * @throws DataException when the separator cannot be one
   */
  public MappedCsv(Path file, Columns columns, char separator, TimeUnit unit) {
    if (separator == '"' || separator == '\n' || separator == '\r') {
      throw new DataException(
          "separator: character %d (expected: none of quote and line end, such as comma or tab)"
              .formatted((int) separator));
    }
    this.file = file;
    this.columns = columns;
    this.separator = separator;
    this.unit = unit;
  }

  @Override
  public String description() {
    return "CSV " + file.getFileName();
  }

  @Override
  public Sequences read() {
    SequenceBuilder builder = new SequenceBuilder(file, "positive watch", REMEDY);
    try (CsvTable table = CsvTable.open(file, separator)) {
      int user = table.column(columns.user(), REMEDY);
      int item = table.column(columns.item(), REMEDY);
      int time = table.column(columns.time(), REMEDY);
      int positive = columns.positive().map(name -> table.column(name, REMEDY)).orElse(-1);
      while (table.next()) {
        if (positive < 0 || table.flag(positive)) {
          builder.add(table.required(user), table.required(item), table.millis(time, unit));
        } else {
          builder.skip(table.required(user));
        }
      }
    }
    return builder.build(description());
  }
}
