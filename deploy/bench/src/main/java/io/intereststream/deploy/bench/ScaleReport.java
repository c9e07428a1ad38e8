package io.intereststream.deploy.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The result of the scale benchmark.
 *
 * @param rows one row per case
 */
public record ScaleReport(@JsonProperty("cases") List<Row> rows) implements BenchReport {

  /**
   * One case.
   *
   * @param viewers number of viewers with state
   * @param items number of items of the release
   * @param history items of each viewer when the savepoint was taken
   * @param eventsPerSecond median rate of the runs; the column "cost" of the table is the rate of
   *     the first case divided by this one
   * @param stateBytesPerViewer size of the savepoint divided by the number of viewers
   */
  public record Row(
      @JsonProperty("viewers") int viewers,
      @JsonProperty("items") int items,
      @JsonProperty("history") int history,
      @JsonProperty("events_per_second") double eventsPerSecond,
      @JsonProperty("state_bytes_per_viewer") long stateBytesPerViewer) {}

  @Override
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append("   viewers       items  history    events/s  cost  bytes per viewer\n");
    for (Row row : rows) {
      table.append(
          String.format(
              "%,10d  %,10d  %7d  %,10.0f  %4.2f  %,16d%n",
              row.viewers,
              row.items,
              row.history,
              row.eventsPerSecond,
              rows.get(0).eventsPerSecond / row.eventsPerSecond,
              row.stateBytesPerViewer));
    }
    return table.toString();
  }
}
