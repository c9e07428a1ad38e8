package io.intereststream.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.cli.Commands.Outcome;
import io.intereststream.error.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLinesTest {
  @TempDir Path folder;

  static Stream<List<String>> everyCommand() {
    List<List<String>> commands = new ArrayList<>();
    collect(CommandLines.create(), List.of(), commands);
    return commands.stream();
  }

  private static void collect(CommandLine line, List<String> words, List<List<String>> into) {
    into.add(words);
    line.getSubcommands()
        .forEach(
            (word, command) ->
                collect(command, Stream.concat(words.stream(), Stream.of(word)).toList(), into));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandHasHelpThatSaysWhatItDoes(List<String> words) {
    Outcome outcome = Commands.run(Stream.concat(words.stream(), Stream.of("--help")).toArray());
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .startsWith(("Usage: interest-stream " + String.join(" ", words)).strip())
        .contains("--help", "Exit codes:");
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandRefusesAnOptionThatItDoesNotKnow(List<String> words) {
    Outcome outcome =
        Commands.run(Stream.concat(words.stream(), Stream.of("--no-such-option")).toArray());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err()).contains("interest-stream").doesNotContain("\tat ");
  }

  @Test
  void everyOptionIsDescribed() {
    List<String> silent = new ArrayList<>();
    everyCommand()
        .forEach(
            words -> {
              CommandLine line = CommandLines.create();
              for (String word : words) {
                line = line.getSubcommands().get(word);
              }
              line.getCommandSpec().options().stream()
                  .filter(option -> option.description().length == 0)
                  .forEach(option -> silent.add(words + " " + option.longestName()));
            });
    assertThat(silent).isEmpty();
  }

  @Test
  void saysItsVersion() {
    for (String[] words : new String[][] {{"--version"}, {"train", "--version"}}) {
      assertThat(Commands.run((Object[]) words).out())
          .matches("interest-stream [0-9]+\\.[0-9]+\\.[0-9]+\\R");
    }
  }

  @Test
  void writesACompletionScript() {
    Outcome outcome = Commands.run("generate-completion");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("complete -F _complete_interest-stream", "--bootstrap-servers");
  }

  @Test
  void wantsACommand() {
    assertThat(Commands.run().exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(Commands.run("release").exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rate=-1", "--limit=-1", "--rate=1 --compress=1", "--format=csv"})
  void refusesSettingsThatMakeNoSense(String options) {
    List<Object> words = new ArrayList<>(List.of("replay", "--bootstrap-servers=127.0.0.1:1"));
    words.addAll(List.of(options.split(" ")));
    Outcome outcome = Commands.run(words.toArray());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err()).contains("expected:").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo --release=somewhere",
        "demo --training-events=0",
        "train --output=nowhere --synthetic-topics=0"
      })
  void refusesToTrainOnWhatMakesNoSense(String words) {
    Outcome outcome = Commands.run((Object[]) words.split(" "));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err()).contains("expected:").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster --task-managers=0",
        "cluster --task-managers=two",
        "cluster --fresh --from=file:/somewhere",
        "job --fresh --from=file:/somewhere",
        "cluster"
      })
  void refusesToRunAJobThatCannotBe(String words) {
    Outcome outcome = Commands.run((Object[]) words.split(" "));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err()).doesNotContain("\tat ");
  }

  @Test
  void tellsWhatIsMissingOutsideInOneLineAndMoreWhenAsked() {
    Path missing = folder.resolve("nothing");
    Outcome brief = Commands.run("replay", "--bootstrap-servers=127.0.0.1:1", "--data", missing);
    assertThat(brief.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(brief.err())
        .startsWith("interest-stream replay: " + missing)
        .hasLineCount(1)
        .contains("does not exist", "expected:");
    Outcome verbose =
        Commands.run("replay", "--bootstrap-servers=127.0.0.1:1", "--data", missing, "--verbose");
    assertThat(verbose.err()).contains("InterestStreamException", "\tat ");
  }

  @Test
  void tellsApartAReleaseThatIsMissingAndOneThatIsBroken() throws Exception {
    assertThat(Commands.run("release", "verify", folder.resolve("none")).exitCode())
        .isEqualTo(ExitCode.ENVIRONMENT.code());
    Files.writeString(folder.resolve("release.json"), "{}");
    Outcome broken = Commands.run("release", "verify", folder);
    assertThat(broken.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(broken.err()).contains("release.json");
    Outcome json = Commands.run("release", "verify", folder, "--json");
    assertThat(json.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(json.out()).contains("\"valid\" : false", "\"error\"");
  }

  /** A command with a bug. */
  @CommandLine.Command(name = "broken")
  static final class BrokenCommand implements Runnable {
    @CommandLine.Option(names = "--badly")
    private boolean badly;

    @Override
    public void run() {
      if (badly) {
        throw new StackOverflowError();
      }
      throw new IllegalStateException("a state that cannot be");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "broken, IllegalStateException: a state that cannot be",
    "broken --badly, StackOverflowError"
  })
  void aBugShowsItsTraceAndAsksForAReport(String words, String message) {
    Outcome outcome =
        Commands.run(
            CommandLines.create().addSubcommand(new BrokenCommand()), (Object[]) words.split(" "));
    assertThat(outcome.exitCode()).isEqualTo(70);
    assertThat(outcome.err())
        .startsWith("interest-stream broken: java.lang." + message)
        .contains("\tat " + BrokenCommand.class.getName())
        .endsWith(
            "this is a bug in interest-stream; please report it with this stack trace"
                + System.lineSeparator());
  }

  @Test
  void reachesNoBrokerWhereThereIsNone() {
    Outcome outcome = Commands.run("replay", "--bootstrap-servers=no host", "--json");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(outcome.err().lines().skip(3)).singleElement().asString().contains("no host");
  }
}
