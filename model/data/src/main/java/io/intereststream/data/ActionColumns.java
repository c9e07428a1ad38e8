package io.intereststream.data;

import io.intereststream.data.csv.CsvHeader;
import io.intereststream.data.csv.CsvRow;
import io.intereststream.data.csv.MalformedRowException;
import io.intereststream.history.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Columns that say with 0 or 1 whether the viewer did something. */
final class ActionColumns {
  private final int[] columns;
  private final Action[] actions;

  private ActionColumns(int[] columns, Action[] actions) {
    this.columns = columns;
    this.actions = actions;
  }

  /**
   * Finds the columns.
   *
   * @param byColumn action of each column name
   * @param remedy what the user can do when a column is missing
   */
  static ActionColumns of(CsvHeader header, Map<String, Action> byColumn, String remedy) {
    List<Map.Entry<String, Action>> entries =
        byColumn.entrySet().stream()
            .sorted(Map.Entry.<String, Action>comparingByValue().thenComparing(Map.Entry::getKey))
            .toList();
    return new ActionColumns(
        entries.stream().mapToInt(entry -> header.column(entry.getKey(), remedy)).toArray(),
        entries.stream().map(Map.Entry::getValue).toArray(Action[]::new));
  }

  /** The actions that a row says were done, each once, in the order of the enum. */
  List<Action> read(CsvRow row) throws MalformedRowException {
    List<Action> done = null;
    for (int i = 0; i < columns.length; i++) {
      if (row.flag(columns[i])) {
        done = done == null ? new ArrayList<>(2) : done;
        if (!done.contains(actions[i])) {
          done.add(actions[i]);
        }
      }
    }
    return done == null ? List.of() : done;
  }
}
