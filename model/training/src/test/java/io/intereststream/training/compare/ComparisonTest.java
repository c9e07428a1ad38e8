package io.intereststream.training.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.training.JavaProgram;
import io.intereststream.training.TinyData;
import io.intereststream.training.compare.Plan.Entry;
import io.intereststream.training.compare.Plan.Table;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.report.ComparisonPlot;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.train.TrainingRun.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  private static final Sequences SEQUENCES = TinyData.sequences();
  private static final Split SPLIT = TinyData.split();

  @TempDir Path output;

  private final List<String> log = new ArrayList<>();

  @BeforeAll
  static void oneThread() {
    Compute.use(Compute.Where.CPU, 1);
  }

  private static Recipe recipe(String preset) {
    return TinyData.recipe(preset).with("optimiser.steps", "6");
  }

  /** Returns a small plan with one entry of each kind. */
  private static Plan plan() {
    return new Plan(
        List.of(
            new Entry("popularity", Table.SYSTEMS, null, null, false, false),
            new Entry("mind", Table.SYSTEMS, null, recipe("mind"), true, false),
            new Entry("gru4rec", Table.SYSTEMS, null, recipe("gru4rec"), true, false),
            new Entry("cmi", Table.SYSTEMS, null, recipe("cmi-default"), false, true),
            new Entry(
                "cmi-G",
                Table.ABLATIONS,
                "cmi",
                recipe("cmi-default").with("options.general", "false"),
                false,
                false),
            new Entry(
                "cmi-2",
                Table.INTERESTS,
                "cmi",
                recipe("cmi-default").with("interests", "2"),
                false,
                false)),
        List.of(1L, 2L),
        List.of(0.01, 0.02),
        2);
  }

  private static final List<String> SEARCHES =
      List.of("gru4rec-rate-0.01", "gru4rec-rate-0.02", "mind-rate-0.01", "mind-rate-0.02");

  private static final List<String> FIRST =
      List.of(
          "cmi-2-seed-1",
          "cmi-G-seed-1",
          "cmi-seed-1",
          "gru4rec-seed-1",
          "mind-seed-1",
          "popularity-seed-1");

  private Comparison comparison(Sequences sequences, Plan plan) {
    return new Comparison(sequences, SPLIT, plan, output, log::add);
  }

  private Map<Entry, List<Report>> compare() {
    log.clear();
    return comparison(SEQUENCES, plan()).run();
  }

  /** Returns the names of the runs that were started. */
  private List<String> started() {
    return log.stream()
        .filter(line -> line.endsWith(": begins"))
        .map(line -> line.substring(0, line.indexOf(':')))
        .sorted()
        .toList();
  }

  private Map<String, String> reports() throws IOException {
    try (Stream<Path> files = Files.find(output, 2, (p, a) -> p.endsWith("report.json"))) {
      return files.collect(
          Collectors.toMap(
              file -> output.relativize(file.getParent()).toString(), ComparisonTest::read));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachRunIsDoneOnceAndLaterOnlyMissingRuns() throws Exception {
    Map<Entry, List<Report>> first = compare();
    List<String> done = started();
    assertThat(done).doesNotHaveDuplicates().containsAll(SEARCHES).containsAll(FIRST);
    String bestPublished = done.contains("mind-seed-2") ? "mind" : "gru4rec";
    assertThat(done).hasSize(12).contains("cmi-seed-2", bestPublished + "-seed-2");
    assertThat(reports()).containsOnlyKeys(done);
    first.forEach(
        (entry, reports) ->
            assertThat(reports)
                .as(entry.name())
                .hasSize(entry.name().equals("cmi") || entry.name().equals(bestPublished) ? 2 : 1));

    compare();
    assertThat(started()).isEmpty();

    // As if it had been interrupted during two runs, one with a checkpoint and one without.
    Map<String, String> before = reports();
    Files.delete(output.resolve("cmi-G-seed-1/report.json"));
    Files.delete(output.resolve("gru4rec-rate-0.02/report.json"));
    deleteAll(output.resolve("gru4rec-rate-0.02/checkpoint-2"));
    Map<Entry, List<Report>> again = compare();
    assertThat(started()).containsExactly("cmi-G-seed-1", "gru4rec-rate-0.02");
    assertThat(log).noneMatch(line -> line.startsWith("cmi-G-seed-1: step"));
    assertThat(log).anyMatch(line -> line.startsWith("gru4rec-rate-0.02: step 2,"));
    assertThat(tests(again)).isEqualTo(tests(first));
    before.forEach(
        (run, report) -> {
          if (!started().contains(run)) {
            assertThat(output.resolve(run).resolve("report.json")).hasContent(report);
          }
        });

    assertTables(again);
    assertOtherDataAndRecipesAreRejected();
  }

  private static Map<String, List<Map<String, Double>>> tests(Map<Entry, List<Report>> reports) {
    return reports.entrySet().stream()
        .collect(
            Collectors.toMap(
                e -> e.getKey().name(), e -> e.getValue().stream().map(Report::test).toList()));
  }

  private static void assertTables(Map<Entry, List<Report>> reports) {
    ComparisonTables tables = new ComparisonTables(reports);
    List<String> csv = tables.csv().lines().toList();
    assertThat(csv).hasSize(1 + 8);
    assertThat(csv.get(0)).startsWith("table,name,seed,steps,computed_by,samples_per_second,");
    int columns = csv.get(0).split(",", -1).length;
    assertThat(csv).allMatch(line -> line.split(",", -1).length == columns);
    assertThat(csv.stream().skip(1).map(line -> line.split(",")[1]).distinct())
        .containsExactly("popularity", "mind", "gru4rec", "cmi", "cmi-G", "cmi-2");
    assertThat(csv).anyMatch(line -> line.startsWith("systems,cmi,2,6,"));
    String text = tables.markdown();
    for (String name : List.of("popularity", "mind", "gru4rec", "cmi (2 seeds)")) {
      assertThat(part(text, "## Systems", "## Interests")).contains("| " + name);
    }
    assertThat(part(text, "## Coverage", "## Ablations")).contains("| cmi |", "| popularity |");
    assertThat(part(text, "## Ablations", "## Number")).contains("| cmi (2", "| cmi-G |", " %)");
    assertThat(part(text, "## Number", null)).contains("| cmi (2", "| cmi-2 |");
    assertThat(text).doesNotContain("NaN", "null").startsWith("tiny; by user");
    assertThat(new ComparisonPlot(reports).svg().orElseThrow())
        .startsWith("<?xml")
        .contains("<svg");
  }

  private static String part(String text, String from, String to) {
    return text.substring(text.indexOf(from), to == null ? text.length() : text.indexOf(to));
  }

  private void assertOtherDataAndRecipesAreRejected() {
    Sequences other = new Sequences("other", SEQUENCES.items(), SEQUENCES.viewers());
    assertThatThrownBy(() -> comparison(other, plan()).run())
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
        .hasMessageContaining("report.json: data tiny (expected: other, as in this command;");
    Plan longer = new Plan(plan().entries(), plan().seeds(), plan().rates(), 3);
    assertThatThrownBy(() -> comparison(SEQUENCES, longer).run())
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
        .hasMessageContaining(
            "mind-rate-0.01/report.json: recipe optimiser steps 2 (expected: 3, as in this command");
  }

  /**
   * A second process with the same output folder. It stops at the start of its first run until it
   * reads a byte.
   */
  public static final class Other {
    private boolean waited;

    private Other() {}

    public static void main(String[] arguments) {
      Compute.use(Compute.Where.CPU, 1);
      Path output = Path.of(arguments[0]);
      new Comparison(SEQUENCES, SPLIT, plan(), output, new Other()::print).run();
    }

    private void print(String line) {
      System.out.println(line);
      try {
        if (!waited && line.endsWith(": begins")) {
          waited = true;
          System.in.read();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void twoProcessesTogetherDoEachRunOnce() throws Exception {
    Process other = JavaProgram.start(Other.class, output);
    try (BufferedReader out = other.inputReader();
        Writer in = other.outputWriter()) {
      String first = JavaProgram.read(out::readLine);
      assertThat(first).endsWith(": begins");
      Comparison comparison =
          new Comparison(SEQUENCES, SPLIT, plan(), output, line -> log(line, in));
      assertThat(comparison.run()).hasSize(6);
      assertThat(started()).isNotEmpty().doesNotContain(first.substring(0, first.indexOf(':')));
      log.add(first);
      log.addAll(JavaProgram.read(() -> out.lines().toList()));
      assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(other.exitValue()).isZero();
      assertThat(started()).doesNotHaveDuplicates().hasSize(12);
      assertThat(reports()).containsOnlyKeys(started());
    } finally {
      other.destroyForcibly();
    }
  }

  /** Logs a line and lets the other process continue. */
  private void log(String line, Writer other) {
    log.add(line);
    try {
      other.write("\n");
      other.flush();
    } catch (IOException e) {
      // The other process has finished.
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aLockedRunIsDoneLastOrByTheProcessThatLockedIt() throws Exception {
    Plan one = plan().only(List.of("popularity", "cmi-2"));
    Path folder = Files.createDirectories(output.resolve("popularity-seed-1"));
    Process holder = JavaProgram.start(Holder.class, folder.resolve("lock"));
    try {
      assertThat(JavaProgram.read(holder.inputReader()::readLine)).isEqualTo("held");
      Comparison comparison =
          new Comparison(
              SEQUENCES,
              SPLIT,
              one,
              output,
              line -> {
                log.add(line);
                if (line.startsWith("cmi-2-seed-1: test")) {
                  // The other process ends before it has done its run.
                  holder.destroyForcibly();
                }
              });
      assertThat(comparison.run()).hasSize(2);
      assertThat(log.stream().filter(line -> line.endsWith("begins")))
          .containsExactly("cmi-2-seed-1: begins", "popularity-seed-1: begins");
    } finally {
      holder.destroyForcibly();
    }
  }

  /** A program that locks a file, prints that it did, and waits. */
  public static final class Holder {
    private Holder() {}

    @SuppressWarnings("try") // The lock is used only by being held.
    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel =
              FileChannel.open(
                  Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        System.out.println("held");
        System.in.read();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{", "[]", "{\"model\":[]}", "{\"more\":1}"})
  void aBrokenReportIsRejected(String json) throws IOException {
    Path folder = Files.createDirectories(output.resolve("popularity-seed-1"));
    Files.writeString(folder.resolve("report.json"), json);
    Comparison comparison = comparison(SEQUENCES, plan().only(List.of("popularity")));
    assertThatThrownBy(comparison::run)
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
        .hasMessageStartingWith(folder.resolve("report.json") + " line 1: ")
        .hasMessageEndingWith("; delete the file to repeat the run")
        .message()
        .hasLineCount(1);
  }

  @Test
  void theFullPlanHasTheTablesOfThePaper() {
    Plan plan = Plan.full(List.of(1L, 2L, 3L), List.of(0.001), 10);
    List<String> names = plan.entries().stream().map(Entry::name).toList();
    assertThat(names)
        .doesNotHaveDuplicates()
        .contains("popularity", "octopus", "mind", "comirec-sa", "cmi-paper", "cmi-default")
        .contains("cmi-paper-CL", "cmi-paper-G", "cmi-default-G", "cmi-default-16");
    for (Entry entry : plan.entries()) {
      assertThat(names).as(entry.name()).contains(entry.of() == null ? entry.name() : entry.of());
      assertThat(entry.table() == Table.SYSTEMS).isEqualTo(entry.of() == null);
    }
    assertThat(plan.only(List.of("mind", "gru")).entries())
        .extracting(Entry::name)
        .containsExactly("gru4rec", "mind");
    assertThat(plan.only(List.of("none")).entries()).isEmpty();
  }

  @Test
  void tablesWithoutReportsAreEmptyAndHaveNoPlot() {
    ComparisonTables tables = new ComparisonTables(Map.of());
    assertThat(tables.csv()).hasLineCount(1);
    assertThat(tables.markdown()).contains("## Systems", "## Number of interests");
    assertThat(new ComparisonPlot(Map.of()).svg()).isEmpty();
  }

  private static void deleteAll(Path folder) throws IOException {
    Files.delete(folder.resolve("state.json"));
    Files.delete(folder.resolve("tensors.safetensors"));
    Files.delete(folder);
  }
}
