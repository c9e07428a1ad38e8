package io.intereststream.deploy.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.cli.Commands;
import io.intereststream.deploy.cli.Commands.Outcome;
import io.intereststream.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the command only; the comparison has its own test. */
class CompareCommandTest {
  @TempDir Path folder;

  private Path data;
  private Path output;

  @BeforeEach
  void write() throws IOException {
    data = TinyLists.write(folder.resolve("lists.txt"));
    output = folder.resolve("output");
  }

  private Outcome compare(Path from, Object... more) {
    List<Object> line = new ArrayList<>(List.of("compare", "--output", output, "--data", from));
    line.addAll(List.of(more));
    return Commands.run(line.toArray());
  }

  @Test
  void writesTablesOfWhatIsFinished() throws IOException {
    Outcome outcome = compare(data, "--only=popularity");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("popularity-seed-1: begins", "test recall@50");
    assertThat(outcome.out()).contains("item lists lists.txt", "| popularity |");
    assertThat(output.resolve("tables.md")).hasContent(outcome.out());
    assertThat(Files.readAllLines(output.resolve("tables.csv")))
        .hasSize(2)
        .anyMatch(line -> line.startsWith("systems,popularity,"));

    Outcome again = compare(data, "--only=popularity");
    assertThat(again.exitCode()).isZero();
    // What was read is said again, and nothing is run.
    assertThat(again.err()).startsWith("item lists lists.txt").hasLineCount(3);
    Outcome tables = compare(data, "--tables");
    assertThat(tables.exitCode()).isZero();
    assertThat(tables.out()).isEqualTo(outcome.out());
  }

  @Test
  void otherDataInTheSameOutputIsRefused() throws IOException {
    assertThat(compare(data, "--only=popularity").exitCode()).isZero();
    Outcome outcome = compare(TinyLists.write(folder.resolve("others.txt")), "--only=popularity");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(outcome.err().lines().skip(3))
        .singleElement()
        .asString()
        .contains("data item lists lists.txt (expected: item lists others.txt");
  }

  @Test
  void brokenDataIsRefused() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.txt"), "1 7 7\n");
    Outcome outcome = compare(broken, "--format=lists");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(outcome.err().lines().reduce((a, b) -> b).orElseThrow())
        .contains("item lists broken.txt: only one item");
    assertThat(outcome.err()).doesNotContain("\tat ");
    Outcome few = compare(Files.writeString(folder.resolve("few.txt"), "1 2 3\n"));
    assertThat(few.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(few.err()).contains("no viewer to test with").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--only=none | --only none (expected: the beginning of one of [popularity, gru4rec",
        "--seeds=0 | --seeds 0",
        "--search-steps=0 | --search-steps 0",
        "--rates=fast | fast",
        "--rates=-1 | learning-rate"
      })
  void commandLinesThatMakeNoSenseAreRefused(String option, String message) {
    Outcome outcome = compare(data, option);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err()).contains(message).doesNotContain("\tat ");
  }
}
