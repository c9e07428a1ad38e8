package io.intereststream.deploy.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.cli.Commands;
import io.intereststream.deploy.cli.Commands.Outcome;
import io.intereststream.error.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what is checked before a benchmark starts anything. */
class BenchCommandTest {
  private static Outcome bench(String... arguments) {
    Object[] line = new Object[arguments.length + 1];
    line[0] = "bench";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return Commands.run(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipeline", "encode", "compare", "scale", "release-change"})
  void eachBenchmarkHasHelp(String benchmark) {
    Outcome outcome = bench(benchmark, "--help");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("--json").doesNotContain("%%");
  }

  @ParameterizedTest
  @CsvSource({
    "pipeline, --viewers=0, '--viewers: 0 (expected: at least 1)'",
    "pipeline, --latency-seconds=0, '--latency-seconds: 0 (expected: at least 1)'",
    "encode, --repetitions=0, '--repetitions: 0 (expected: at least 1)'",
    "scale, --most=9, '--most: 9 (expected: at least 10000)'",
    "release-change, --history=101, '--history: 101 (expected: 1 to 100)'",
    "compare, --seconds=5, Missing required option: '--baseline=CHECKOUT'",
  })
  void wrongOptionsAreRefused(String benchmark, String option, String message) {
    Outcome outcome = bench(benchmark, option);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err()).contains(message);
  }

  @Test
  void aCheckoutWithoutALauncherIsRefused(@TempDir Path folder) throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Outcome outcome = bench("compare", "--baseline", empty.toString(), "--candidate", ".");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err())
        .contains("empty: no executable interest-stream (expected: a checkout");
  }
}
