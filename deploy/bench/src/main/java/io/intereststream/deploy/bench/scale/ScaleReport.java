package io.intereststream.deploy.bench.scale;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.intereststream.deploy.bench.BenchReport;
import io.intereststream.deploy.bench.cpu.CpuPerEvent;
import io.intereststream.deploy.bench.measure.Gate;
import java.util.Comparator;
import java.util.List;

/**
 * The result of the scale benchmark.
 *
 * @param rows one row per case
 * @param largestOverSmallest CPU time of an event with the most viewers, divided by that with the
 *     fewest
 * @param spread relative difference between the first case and its repetition at the end
 * @param trial whether nothing was checked, so that the numbers mean nothing
 */
public record ScaleReport(
    @JsonProperty("cases") List<Row> rows,
    @JsonProperty("largest_over_smallest_cpu") double largestOverSmallest,
    @JsonProperty("spread") double spread,
    @JsonProperty("trial") boolean trial)
    implements BenchReport {

  /**
   * One case.
   *
   * @param viewers number of viewers with state
   * @param items number of items of the release
   * @param cpu CPU time per event of job and broker
   * @param writtenBytes bytes that the job's process writes to disks per event
   * @param stateBytes size of a savepoint divided by the number of viewers
   */
  public record Row(
      @JsonProperty("viewers") int viewers,
      @JsonProperty("items") int items,
      @JsonProperty("cpu_us_per_event") CpuPerEvent cpu,
      @JsonProperty("written_bytes_per_event") double writtenBytes,
      @JsonProperty("state_bytes_per_viewer") long stateBytes) {}

  /**
   * Makes the report.
   *
   * @param rows at least one
   * @param again the first case, measured again
   */
  static ScaleReport of(List<Row> rows, Row again, boolean trial) {
    Comparator<Row> byViewers = Comparator.comparingInt(Row::viewers);
    // Of several cases with as many viewers, the first.
    Row largest = rows.stream().sorted(byViewers.reversed()).findFirst().orElseThrow();
    Row smallest = rows.stream().sorted(byViewers).findFirst().orElseThrow();
    return new ScaleReport(
        rows,
        largest.cpu.total() / smallest.cpu.total(),
        Gate.spread(rows.get(0).cpu.total(), again.cpu.total()),
        trial);
  }

  @Override
  public String table() {
    StringBuilder table = new StringBuilder(trial ? BenchReport.TRIAL : "");
    table.append("   viewers       items  cost  bytes written an event  bytes of state a viewer\n");
    for (Row row : rows) {
      table.append(
          String.format(
              "%,10d  %,10d  %4.2f  %,22.0f  %,23d%n",
              row.viewers,
              row.items,
              row.cpu.total() / rows.get(0).cpu.total(),
              row.writtenBytes,
              row.stateBytes));
    }
    table.append(
        CpuPerEvent.table(
            rows.stream().map(row -> "%,d/%,d".formatted(row.viewers, row.items)).toList(),
            rows.stream().map(Row::cpu).toList()));
    table.append(
        "most viewers / fewest viewers   %.2f; first case again: %.1f %% apart%n"
            .formatted(largestOverSmallest, 100 * spread));
    return table.toString();
  }
}
