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
 * Which columns of a CSV file hold the fields of a watch event. A field that is not mapped is read
 * from the column of its own name where there is one.
 *
 * <p>Fields: {@code user_id}, {@code item_id} and {@code event_time} are needed; {@code event_id}
 * (else {@code <file name>-<line>}), {@code watch_ms} (else 0), {@code duration_ms} (else unknown,
 * as where it is empty) and {@code surface} are optional; {@code like}, {@code follow}, {@code
 * comment}, {@code share} and {@code hide} are flags of 0 or 1, and so is {@code label}, the data
 * set's own word on whether the watch is positive; {@code attribute.<name>} takes any column along.
 */
public final class CsvColumns {
  /** Every column is named as its field. */
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
   * Reads {@code FIELD=COLUMN} of each part. A column's name may hold anything.
   *
   * @throws InterestStreamException when a part is something else, or a field comes twice
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
        throw rejected("no field \"" + field + "\" (expected: " + fields());
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

  /** The place of the column of a field that is needed. */
  int needed(CsvHeader header, String field) {
    return header.column(name(field), remedy(field));
  }

  /** The place of the column of a field, or -1 where it is neither mapped nor there. */
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
    return ActionColumns.of(header, actions, remedy("an action"));
  }

  /** The places of the columns of attributes, by name of the attribute. */
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
