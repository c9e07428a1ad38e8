package io.intereststream.deploy.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of the faults, printed and in a file below {@code target}. */
final class FaultReport {
  private static final String HEAD =
      "| fault | guarantee | time | s until updates flow | longest pause, s | restarts | events | lost | wrong | viewers checked | audit |\n"
          + "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|\n";

  private final List<Row> rows = new ArrayList<>();
  private final Path file;

  /**
   * One trial of a fault.
   *
   * @param seconds from the end of the fault until updates flow
   * @param pause longest time without an update, including the fault
   * @param events number of events that the broker had acknowledged by then
   * @param lost acknowledged events that are in no update
   * @param wrong mismatches of the audit
   */
  record Row(
      String fault,
      String guarantee,
      int time,
      double seconds,
      double pause,
      long restarts,
      long events,
      long lost,
      long wrong,
      long checked,
      boolean holds) {

    private String text() {
      return String.format(
          Locale.ROOT,
          "| %s | %s | %d | %.1f | %.1f | %d | %,d | %d | %d | %,d | %s |",
          fault,
          guarantee,
          time,
          seconds,
          pause,
          restarts,
          events,
          lost,
          wrong,
          checked,
          holds ? "holds" : "does not hold");
    }
  }

  FaultReport(String name) {
    this.file = Path.of("target", "fault-suite-" + name + ".md");
  }

  /** Adds a row and prints it. */
  void add(Row row) throws IOException {
    rows.add(row);
    System.out.println(row.text());
    write();
  }

  private void write() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text());
  }

  private String text() {
    StringBuilder text = new StringBuilder(HEAD);
    rows.forEach(row -> text.append(row.text()).append('\n'));
    return text.toString();
  }

  /** Prints the whole table. */
  void print() {
    System.out.println(text());
  }
}
