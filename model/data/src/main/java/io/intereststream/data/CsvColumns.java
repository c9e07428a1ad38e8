package io.intereststream.data;

import io.intereststream.data.csv.CsvHeader;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The columns of a CSV file that hold the fields of a watch event. A field that is not mapped is
 * read from the column with the same name, if there is one.
 *
 * <p>Fields: {@code user_id}, {@code item_id} and {@code event_time} are required. {@code event_id}
 * (default: {@code <file name>-<line>}), {@code watch_ms} (default: 0), {@code duration_ms}
 * (default: unknown, also if the field is empty) and {@code surface} are optional. {@code like},
 * {@code follow}, {@code comment}, {@code share} and {@code hide} are flags of 0 or 1. {@code
 * label} is a flag, too: whether the data set itself counts the watch as positive. {@code
 * attribute.<name>} copies any other column.
 */
public final class CsvColumns {
  /** Each column has the name of its field. */
  public static final CsvColumns SAME = new CsvColumns(Map.of());

  static final String USER = "user_id";
  static final String ITEM = "item_id";
  static final String TIME = "event_time";
  static final String LABEL = "label";
  static final List<String> NEEDED = List.of(USER, ITEM, TIME);

  private static final List<String> OPTIONAL =
      List.of("event_id", "watch_ms", "duration_ms", "surface");
  private static final List<String> FLAGS = List.of("like", "follow", "comment", "share", "hide");
  private static final String ATTRIBUTE = "attribute.";

  private final Map<String, String> columns;

  private CsvColumns(Map<String, String> columns) {
    this.columns = columns;
  }

  /**
   * Parses parts of the form {@code FIELD=COLUMN}. A column name may contain any character.
   *
   * @throws InterestStreamException if a part has another form, the field is unknown, or a field
   *     occurs twice
   */
  public static CsvColumns parse(Collection<String> parts) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String part : parts) {
      int equals = part.indexOf('=');
      String field = equals < 0 ? part : part.substring(0, equals);
      if (equals < 0 || equals == part.length() - 1) {
        throw rejected("\"" + part + "\" (expected: FIELD=COLUMN");
      }
      if (!isField(field)) {
        throw rejected("unknown field \"" + field + "\" (expected: one of " + fields());
      }
      if (columns.put(field, part.substring(equals + 1)) != null) {
        throw rejected(field + " twice (expected: once");
      }
    }
    return new CsvColumns(columns);
  }

  private static InterestStreamException rejected(String message) {
    return InterestStreamException.usage("--columns: " + message + ")");
  }

  private static boolean isField(String field) {
    return NEEDED.contains(field)
        || OPTIONAL.contains(field)
        || FLAGS.contains(field)
        || field.equals(LABEL)
        || field.startsWith(ATTRIBUTE) && field.length() > ATTRIBUTE.length();
  }

  private static String fields() {
    List<String> fields = new ArrayList<>(NEEDED);
    fields.addAll(OPTIONAL);
    fields.addAll(FLAGS);
    fields.add(LABEL);
    return String.join(", ", fields) + " or " + ATTRIBUTE + "<name>";
  }

  /** Whether nothing is mapped. */
  boolean isEmpty() {
    return columns.isEmpty();
  }

  /** The columns that the file must have. */
  List<String> required() {
    List<String> required = new ArrayList<>();
    NEEDED.forEach(field -> required.add(name(field)));
    columns.forEach(
        (field, column) -> {
          if (!NEEDED.contains(field)) {
            required.add(column);
          }
        });
    return required;
  }

  /** The column of a field, by name or by number from 1. */
  String name(String field) {
    return columns.getOrDefault(field, field);
  }

  /** Returns the index of the column of a required field. */
  int needed(CsvHeader header, String field) {
    return header.column(name(field), remedy(field));
  }

  /** Returns the index of the column of a field, or -1 if it is neither mapped nor in the file. */
  int optional(CsvHeader header, String field) {
    return columns.containsKey(field) || header.has(field) ? needed(header, field) : -1;
  }

  /** The columns of actions. */
  ActionColumns actions(CsvHeader header) {
    Map<String, Action> actions = new LinkedHashMap<>();
    for (String field : FLAGS) {
      if (optional(header, field) >= 0) {
        actions.put(name(field), Action.valueOf(field.toUpperCase(Locale.ROOT)));
      }
    }
    return ActionColumns.of(
        header, actions, "name the column of the action, for example --columns like=<column>");
  }

  /** Returns the column index of each attribute, by the name of the attribute. */
  Map<String, Integer> attributes(CsvHeader header) {
    Map<String, Integer> attributes = new LinkedHashMap<>();
    for (String field : columns.keySet()) {
      if (field.startsWith(ATTRIBUTE)) {
        attributes.put(field.substring(ATTRIBUTE.length()), needed(header, field));
      }
    }
    return attributes;
  }

  static String remedy(String field) {
    return "name the column of %s: --columns %s=<column>".formatted(field, field);
  }
}
