package io.intereststream.deploy.cli.dataset;

import io.intereststream.schema.Action;
import io.intereststream.schema.WatchEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Any CSV file with a header line, by a mapping from the fields of a watch event to its columns.
 *
 * <p>Fields: {@code user_id}, {@code item_id} and {@code event_time} are needed; {@code event_id}
 * (else {@code <file name>-<line>}), {@code watch_ms} (else 0), {@code duration_ms} (else unknown,
 * as an empty field is) and {@code surface} are read when there; {@code like}, {@code follow},
 * {@code comment}, {@code share} and {@code hide} are flags of 0 or 1; {@code attribute.<name>}
 * takes any column along. A field that is not mapped is looked for under its own name.
 */
public final class CsvDataSet implements DataSet {
  private static final List<String> NEEDED = List.of("user_id", "item_id", "event_time");
  private static final List<String> OPTIONAL =
      List.of("event_id", "watch_ms", "duration_ms", "surface");
  private static final Map<String, Action> FLAGS =
      Map.of(
          "like", Action.LIKE,
          "follow", Action.FOLLOW,
          "comment", Action.COMMENT,
          "share", Action.SHARE,
          "hide", Action.HIDE);
  private static final String ATTRIBUTE = "attribute.";

  private final Path file;
  private final Map<String, String> columns;
  private final EventTimeFormat times;
  private final char separator;

  /**
   * Takes a file with columns that are named as the fields, times in milliseconds.
   *
   * @throws DataSetException when there is no such file
   */
  public CsvDataSet(Path file) {
    this(file, Map.of(), EventTimeFormat.MILLISECONDS, ',');
  }

  /**
   * Takes a file and a mapping.
   *
   * @param columns column name of each field that is named otherwise
   * @param times how {@code event_time} is written
   * @param separator between the columns
   * @throws DataSetException when there is no such file, or no such field
   */
  public CsvDataSet(Path file, Map<String, String> columns, EventTimeFormat times, char separator) {
    this.file = file;
    this.columns = new LinkedHashMap<>(columns);
    this.times = times;
    this.separator = separator;
    if (!Files.isRegularFile(file)) {
      throw new DataSetException("%s: no such file (expected: a CSV file)".formatted(file));
    }
    for (String field : columns.keySet()) {
      if (!known(field)) {
        throw new DataSetException(
            "columns: no field \"%s\" (expected: %s or %s<name>)"
                .formatted(field, String.join(", ", fields()), ATTRIBUTE));
      }
    }
  }

  @Override
  public String description() {
    return "CSV " + file.getFileName();
  }

  @Override
  public long estimatedRows() {
    return CsvEvents.estimateRows(List.of(file));
  }

  @Override
  public EventReader open(long afterPosition) {
    return new CsvEvents(
        List.of(file), separator, (path, number, header) -> bind(header), afterPosition);
  }

  private CsvEvents.RowMapper bind(CsvHeader header) {
    int user = needed(header, "user_id");
    int item = needed(header, "item_id");
    int time = needed(header, "event_time");
    int id = optional(header, "event_id");
    int watched = optional(header, "watch_ms");
    int duration = optional(header, "duration_ms");
    int surface = optional(header, "surface");
    ActionColumns actions = ActionColumns.of(header, flags(header), remedy("a flag"));
    Map<String, Integer> attributes = attributes(header);
    String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    return row ->
        new WatchEvent(
            id < 0 ? stem + "-" + row.line() : row.required(id),
            row.required(user),
            row.required(item),
            times.parse(row, time),
            watched < 0 ? 0 : row.whole(watched),
            duration < 0 || row.text(duration).isEmpty() ? null : (Long) row.whole(duration),
            actions.read(row),
            surface < 0 ? "" : row.text(surface),
            texts(attributes, row));
  }

  private int needed(CsvHeader header, String field) {
    return header.column(columns.getOrDefault(field, field), remedy(field));
  }

  /** The number of the column, or -1 when it is not mapped and not there. */
  private int optional(CsvHeader header, String field) {
    if (!columns.containsKey(field) && !header.has(field)) {
      return -1;
    }
    return needed(header, field);
  }

  private Map<String, Action> flags(CsvHeader header) {
    Map<String, Action> flags = new HashMap<>();
    FLAGS.forEach(
        (field, action) -> {
          String column = columns.getOrDefault(field, field);
          if (columns.containsKey(field) || header.has(column)) {
            flags.put(column, action);
          }
        });
    return flags;
  }

  private Map<String, Integer> attributes(CsvHeader header) {
    Map<String, Integer> attributes = new LinkedHashMap<>();
    columns.forEach(
        (field, column) -> {
          if (field.startsWith(ATTRIBUTE)) {
            attributes.put(
                field.substring(ATTRIBUTE.length()), header.column(column, remedy(field)));
          }
        });
    return attributes;
  }

  private static Map<String, String> texts(Map<String, Integer> attributes, CsvRow row) {
    if (attributes.isEmpty()) {
      return Map.of();
    }
    Map<String, String> texts = new HashMap<>();
    attributes.forEach((name, column) -> texts.put(name, row.text(column)));
    return texts;
  }

  private static String remedy(String field) {
    return String.format(Locale.ROOT, "name the column of %s: --columns %s=<column>", field, field);
  }

  private static boolean known(String field) {
    return fields().contains(field)
        || field.startsWith(ATTRIBUTE) && field.length() > ATTRIBUTE.length();
  }

  private static TreeSet<String> fields() {
    TreeSet<String> fields = new TreeSet<>(NEEDED);
    fields.addAll(OPTIONAL);
    fields.addAll(FLAGS.keySet());
    return fields;
  }
}
