package io.intereststream.deploy.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.deploy.cli.Commands;
import io.intereststream.deploy.cli.Commands.Outcome;
import io.intereststream.error.ExitCode;
import io.intereststream.model.release.Safetensors;
import io.intereststream.model.release.SafetensorsWriter;
import io.intereststream.model.serving.Release;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A model for the small data. */
  private static final List<String> SMALL =
      List.of(
          "--set=dimension=16",
          "--set=interests=4",
          "--set=window=20",
          "--set=sampling.viewers=8",
          "--set=sampling.negatives=20",
          "--set=options.hidden=16");

  @TempDir Path folder;

  private Path data;
  private Path run;

  @BeforeEach
  void write() throws IOException {
    data = TinyLists.write(folder.resolve("lists.txt"));
    run = folder.resolve("run");
  }

  private Outcome train(Object... more) {
    List<Object> line = new ArrayList<>(List.of("train", "--device=cpu", "--output", run));
    line.addAll(List.of(more));
    return Commands.run(line.toArray());
  }

  /** Trains 20 steps on the small file, unless the arguments say otherwise. */
  private Outcome small(Object... more) {
    List<Object> line = new ArrayList<>(SMALL);
    line.addAll(List.of("--data", data));
    for (String option : List.of("--steps=20", "--validate-every=10")) {
      String name = option.substring(0, option.indexOf('=') + 1);
      if (Arrays.stream(more).noneMatch(word -> word.toString().startsWith(name))) {
        line.add(option);
      }
    }
    line.addAll(List.of(more));
    return train(line.toArray());
  }

  @Test
  void trainsAndWritesReportAndRelease() throws Exception {
    Outcome outcome = small("--json", "--name", "v1");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("step 10: loss ", "step 20: loss ", "validation recall@50");
    JsonNode report = JSON.readTree(outcome.out());
    assertThat(report).isEqualTo(JSON.readTree(run.resolve("report.json").toFile()));
    assertThat(report.path("steps").asInt()).isEqualTo(20);
    assertThat(report.path("samples_per_second").asDouble()).isPositive();
    assertThat(report.path("seed").asInt()).isEqualTo(1);
    assertThat(report.path("validation").path("recall_at_50").asDouble()).isBetween(0.5, 1.0);
    for (String measure :
        List.of(
            "recall_at_10",
            "recall_at_50",
            "hit_rate_at_50",
            "mean_interest_cosine",
            "mean_vector_recall_at_50")) {
      JsonNode value = report.path("test").path(measure);
      assertThat(value.isNumber()).as(measure).isTrue();
      assertThat(value.asDouble()).as(measure).isBetween(-1.0, 1.0);
    }
    assertThat(report.path("test_intervals").path("recall_at_50")).hasSize(2);
    assertThat(report.path("curve")).hasSize(2);
    assertThat(report.path("recipe").path("optimiser").path("steps").asInt()).isEqualTo(20);

    Release release = Release.read(run.resolve("release"));
    assertThat(release.version()).isEqualTo("v1");
    assertThat(release.items()).isEqualTo(64);
    release.probe().check(release.encoders().get());
    assertThat(JSON.readTree(run.resolve("release/release.json").toFile()).at("/metrics/test"))
        .isEqualTo(report.path("test"));
    assertThat(Commands.run("release", "verify", run.resolve("release")).exitCode()).isZero();
  }

  @Test
  void tellsPeopleWhatCameOfIt() {
    Outcome outcome = small();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("item lists lists.txt", "20 steps on 1 CPU thread, ", "recall_at_50")
        .contains("release: " + run.resolve("release"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mind", "gru4rec"})
  void trainsOtherModels(String model) throws Exception {
    List<Object> line = new ArrayList<>(List.of("--data", data, "--steps=10", "--json"));
    line.addAll(List.of("--model", model, "--set=dimension=16", "--set=sampling.negatives=20"));
    Outcome outcome = train(line.toArray());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(JSON.readTree(outcome.out()).path("model").asText()).isEqualTo(model);
    assertThat(Release.read(run.resolve("release")).version())
        .matches(model + "-1-20[0-9]{6}T[0-9]{6}Z");
  }

  @Test
  void aRunIsNotOverwrittenAndAFinishedOneNotResumed() throws Exception {
    assertThat(small().exitCode()).isZero();
    byte[] report = Files.readAllBytes(run.resolve("report.json"));
    Outcome again = small();
    assertThat(again.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(again.err()).hasLineCount(1).contains(run + ": contains a run", "--resume");
    Outcome resumed = small("--resume");
    assertThat(resumed.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(resumed.err()).hasLineCount(1).contains(run + ": the run is finished");
    assertThat(run.resolve("report.json")).hasBinaryContent(report);
  }

  @Test
  void twoRunsDoNotShareAFolder() throws IOException {
    Files.createDirectories(run);
    try (FileChannel channel =
            FileChannel.open(
                run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      Outcome refused = small();
      assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
      assertThat(refused.err()).contains(run + ": another 'train' is using this folder");
    }
    assertThat(small().exitCode()).isZero();
  }

  @Test
  void goesOnWhereItWasBrokenOff() throws Exception {
    assertThat(small("--name=v1").exitCode()).isZero();
    JsonNode whole = JSON.readTree(run.resolve("report.json").toFile());
    byte[] weights = Files.readAllBytes(run.resolve("release/weights.safetensors"));
    // As after an interruption between the last checkpoint and the release.
    discardRelease();
    Files.delete(run.resolve("report.json"));
    Outcome refused = small("--name=v1");
    assertThat(refused.err())
        .contains("contains a run (expected: no run; continue it with --resume");
    Outcome other = small("--name=v1", "--resume", "--seed=2");
    assertThat(other.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(lastLine(other.err())).contains("seed 1 (expected: 2, as in this run;");
    Outcome resumed = small("--name=v1", "--resume", "--json");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    JsonNode report = JSON.readTree(resumed.out());
    assertThat(report.path("test")).isEqualTo(whole.path("test"));
    assertThat(report.path("samples_per_second").isNumber()).isTrue();
    assertThat(run.resolve("release/weights.safetensors")).hasBinaryContent(weights);
  }

  @Test
  void resumesWhatHadNoCheckpointYet() throws IOException {
    Files.createDirectories(run);
    assertThat(small("--resume").exitCode()).isZero();
  }

  @Test
  void aNumberThatIsNoneInACheckpointIsNamed() throws Exception {
    assertThat(small().exitCode()).isZero();
    discardRelease();
    Path tensors = run.resolve("checkpoint-20/tensors.safetensors");
    Safetensors read = Safetensors.open(tensors);
    SafetensorsWriter spoilt = new SafetensorsWriter();
    for (String name : read.names()) {
      float[] values = read.floats(name);
      if (name.equals("weights/item.embedding")) {
        values[17] = Float.NaN;
      }
      spoilt.floats(name, values, read.shape(name));
    }
    Files.delete(tensors);
    spoilt.write(tensors);
    Outcome outcome = small("--resume");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(lastLine(outcome.err()))
        .contains(tensors + ": tensor weights/item.embedding, entry 17: NaN")
        .contains("delete " + run.resolve("checkpoint-20") + " to start from step 0");
  }

  @Test
  void aLossThatIsNotFiniteEndsTheRun() {
    Outcome outcome = small("--set=optimiser.learning-rate=1e30", "--validate-every=1");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(outcome.err().lines().reduce((a, b) -> b).orElseThrow())
        .startsWith("interest-stream train: step ")
        .contains(
            "not finite", "the last good checkpoint is " + run, "optimiser.learning-rate below");
    assertThat(outcome.err()).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user_id,timestamp/1,5 | --format=takatak | line 1: no column \"post_id\" | --format csv",
        "u,i,t/1,2,3 | --columns=user_id=u,item_id=item,event_time=t | line 1: no column \"item\""
            + " | name the columns",
        "1,5,1/1,6,2/1,7,1 | --format=triples | line 3: position 1 of viewer 1 after 2 | sort",
        "u,i,t/,5,1700000000 | --columns=user_id=u,item_id=i,event_time=t | 2: u: \"\""
            + " | 1 of 1 rows are malformed",
        "u,i,t/a,5,1700000000/a,5,x | --columns=user_id=u,item_id=i,event_time=t | 3: t: \"x\""
            + " | 1 of 2 rows are malformed, 50.0 %",
        "u,i,t/a,5,x | --columns=user_id=u,item_id=i,event_time=t | column t holds \"x\" | expected: a time",
        "u,i,t,p/a,5,1700000000,0/b,6,1700000001,0"
            + " | --columns=user_id=u,item_id=i,event_time=t,label=p --signal=column"
            + " | nothing is positive: the label is 0 in each row | --columns watch_ms=",
        "1/2/3 | --format=lists | nothing is positive: none of 3 viewers has a watch | each line",
        "1 7 7 7/2 7 | --format=lists | only one item, \"7\" | at least two different items",
        "1 2,3 | --format=lists | 1: a comma | name its columns",
        "x;y | '' | \"x;y\": unknown format | expected:",
      })
  void brokenDataIsRefusedWithFileLineAndRemedy(
      String lines, String options, String message, String remedy) throws IOException {
    Path broken = Files.write(folder.resolve("broken.txt"), List.of(lines.split("/")));
    List<Object> line = new ArrayList<>(List.of("--data", broken));
    line.addAll(Arrays.asList(options.isEmpty() ? new Object[0] : options.split(" ")));
    Outcome outcome = train(line.toArray());
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(outcome.err()).contains(message, remedy).doesNotContain("\tat ");
    assertThat(lastLine(outcome.err()))
        .startsWith("interest-stream train: ")
        .contains(broken.getFileName().toString());
    assertThat(outcome.out()).isEmpty();
    assertThat(run).doesNotExist();
  }

  @Test
  void dataThatIsMissingOrEmptyIsRefused() throws IOException {
    Path none = folder.resolve("none");
    Outcome missing = train("--data", none);
    assertThat(missing.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(missing.err()).hasLineCount(1).contains(none + ": does not exist");
    Outcome empty = train("--data", Files.createFile(folder.resolve("empty")));
    assertThat(empty.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(empty.err()).hasLineCount(1).contains("empty: is empty");
  }

  @Test
  void tooLittleDataIsRefused() throws IOException {
    Path few = Files.writeString(folder.resolve("few.txt"), "1 1 2 3\n8 2 3 4\n9 1 2 3 4 5\n");
    Outcome outcome = train("--data", few, "--fewest=2");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(lastLine(outcome.err()))
        .contains("few.txt", "3 items in the training sequences (expected: more than 50");
    Outcome unjudged = small("--fewest=1000");
    assertThat(unjudged.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(lastLine(unjudged.err())).contains("lists.txt", "no viewer to test with");
  }

  @Test
  void whatWasLeftOutIsSaid() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(data));
    lines.add("1000");
    Files.write(data, lines);
    assertThat(small().err()).contains("1 viewers without a positive watch: left out");
  }

  @Test
  void dataWithoutTimesIsNotSplitByTime() {
    Outcome guessed = small("--split=time");
    assertThat(guessed.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(guessed.err()).contains("item lists lists.txt has no times", "--split user");
    Outcome given = small("--split=time", "--moment=2026-01-01T00:00:00Z");
    assertThat(given.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(lastLine(given.err())).contains("item lists lists.txt: no times", "split by user");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--preset=none | unknown \"cmi-none\"",
        "--model=none | unknown \"none\"",
        "--model=popularity | unknown \"popularity\"",
        "--set=none=1 | unknown option \"none\"",
        "--set=sampling.none=1 | unknown option \"sampling.none\"",
        "--set=sampling.viewers=x | option sampling.viewers: \"x\"",
        "--set=sampling.viewers=0 | viewers: 0 (expected: 1 or more)",
        "--set=sampling.near-share=2 | near-share: 2.0 (expected: 0 to 1)",
        "--set=optimiser.learning-rate=NaN | option optimiser.learning-rate: NaN",
        "--set=dimension=0 | dimension: 0 (expected: 1 or more)",
        "--set=model=none | unknown \"none\"",
        "--set=options.assignment=maybe | options of cmi",
        "--set=options.hidden=wide | options of cmi",
        "--steps=0 | steps: 0 (expected: 1 or more)",
        "--steps=many | many",
        "--validate-every=0 | --validate-every 0",
        "--patience=0 | --patience 0",
        "--threads=0 | --threads: 0",
        "--name=../v1 | --name: '../v1'",
        "--moment=2026-01-01T00:00:00Z | only with --split time",
        "--split=half | half",
        "--format=kuairand --columns=user_id=u | --format kuairand cannot be combined",
        "--format=csv --columns=user=u | --columns: unknown field \"user\" (expected: one of ",
        "--columns=user_id=u,user_id=v | --columns: user_id twice",
        "--time=days | --time: \"days\" (expected: s, ms, us, ns or iso)",
        "--time-zone=Nowhere | Nowhere",
        "--separator=abc | --separator: \"abc\" (expected: one or two characters",
        "--max-malformed=101 | --max-malformed: 101.0 (expected: 0 to 100)",
        "--signal=guess | guess",
        "-Dinterest-stream.signal.long-view=soon | interest-stream.signal.long-view",
        "-Dinterest-stream.signal.positive-actions=HIDE | none of interest-stream.signal.negative-actions, [HIDE]",
        "--config=none.yaml | none.yaml"
      })
  void commandLinesThatMakeNoSenseAreRefused(String options, String message) {
    Outcome outcome = small((Object[]) options.split(" "));
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err().lines())
        .anyMatch(line -> line.startsWith("interest-stream train: ") && line.contains(message));
    assertThat(outcome.err()).doesNotContain("\tat ");
    assertThat(run.resolve("report.json")).doesNotExist();
  }

  private static String lastLine(String text) {
    return text.lines().reduce((a, b) -> b).orElseThrow();
  }

  private void discardRelease() throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("release"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(run.resolve("release"));
  }
}
