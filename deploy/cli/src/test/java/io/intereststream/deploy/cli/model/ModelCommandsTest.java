package io.intereststream.deploy.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.deploy.cli.Commands;
import io.intereststream.deploy.cli.Commands.Outcome;
import io.intereststream.error.ExitCode;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.registry.ModelRegistry;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path registry;

  @BeforeEach
  void name() {
    registry = folder.resolve("registry");
  }

  @Test
  void publishesAndSaysBothFigures() throws Exception {
    assertThat(model("publish", source("v1", 0.3)).out())
        .isEqualToNormalizingNewlines(
            "v1 published: " + registry.resolve("releases/v1") + "\nproduction: -> v1\n");
    Outcome second = model("publish", source("v2", 0.295));
    assertThat(second.exitCode()).isZero();
    assertThat(second.out())
        .isEqualToNormalizingNewlines(
            "v2 published: "
                + registry.resolve("releases/v2")
                + "\ntest.recall_at_50: 0.295, active release v1: 0.3 (margin 0.01)\n"
                + "production: v1 -> v2\n");
    Outcome again = model("publish", folder.resolve("v2"));
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("v2 was already published: ", "production: already v2");
  }

  @Test
  void publishesForMachines() throws Exception {
    model("publish", source("v1", 0.3));
    JsonNode report = json("publish", source("v2", 0.31));
    assertThat(report.path("published").asBoolean()).isTrue();
    assertThat(report.path("version").asText()).isEqualTo("v2");
    assertThat(report.path("copied").asBoolean()).isTrue();
    assertThat(report.path("from").asText()).isEqualTo("v1");
    assertThat(report.path("to").asText()).isEqualTo("v2");
    assertThat(report.path("moved").asBoolean()).isTrue();
    assertThat(report.path("comparison").path("active").asDouble()).isEqualTo(0.3);
    assertThat(report.path("comparison").path("candidate").asDouble()).isEqualTo(0.31);
    assertThat(report.path("comparison").path("margin").asDouble()).isEqualTo(0.01);
  }

  @Test
  void refusesAWorseReleaseAndSaysWhatHelps() throws Exception {
    model("publish", source("v1", 0.3));
    Path worse = source("v2", 0.2);
    Outcome refused = model("publish", worse);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(refused.err())
        .hasLineCount(1)
        .contains("0.2 (expected: at least 0.29", "0.3 of the active", "--no-activate", "--force");
    Outcome forMachines = model("publish", worse, "--json");
    assertThat(forMachines.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(forMachines.err()).isEmpty();
    assertThat(JSON.readTree(forMachines.out()).path("published").asBoolean(true)).isFalse();
    assertThat(JSON.readTree(forMachines.out()).path("error").asText()).contains("0.29");

    Outcome stored = model("publish", worse, "--no-activate");
    assertThat(stored.exitCode()).isZero();
    assertThat(stored.out()).contains("v2 published").doesNotContain("production");
    Outcome forced = model("publish", worse, "--force", "--activate");
    assertThat(forced.exitCode()).isZero();
    assertThat(forced.out())
        .contains("v2 was already published", "forced: release v2", "production: v1 -> v2");
  }

  @Test
  void aWiderMarginOrAnotherMetricMayLetItPass() throws Exception {
    model("publish", source("v1", 0.3));
    assertThat(model("publish", source("v2", 0.2), "--margin", "0.2").exitCode()).isZero();
    Outcome none = model("publish", source("v3", 0.2), "--metric", "test.ndcg");
    assertThat(none.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(none.err()).contains("metrics.test.ndcg: missing");
  }

  @Test
  void refusesABrokenReleaseAndAVersionThatIsTaken() throws Exception {
    model("publish", source("v1", 0.3));
    Path other = RandomRelease.of("v1").seed(2).writeBelow(folder.resolve("other"));
    Outcome taken = model("publish", other, "--force");
    assertThat(taken.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(taken.err()).contains("exists with other content").doesNotContain("--no-activate");
    Files.delete(other.resolve("probe.safetensors"));
    Outcome broken = model("publish", other);
    assertThat(broken.exitCode()).isEqualTo(ExitCode.CHECK_FAILED.code());
    assertThat(broken.err()).contains("probe.safetensors: missing");
  }

  @Test
  void namesWhatItLeavesBehind() throws Exception {
    Path source = source("v1", 0.3);
    Files.writeString(source.resolve("README.md"), "notes");
    assertThat(model("publish", source).out())
        .contains("not copied, because release.json does not list them: README.md");
    assertThat(json("publish", source).path("left_out").get(0).asText()).isEqualTo("README.md");
  }

  @Test
  void listsReleasesWithTheirAliases() throws Exception {
    model("publish", source("v1", 0.3));
    model("publish", source("v2", 0.31), "--alias", "candidate");
    model("publish", RandomRelease.of("v3").writeBelow(folder), "--no-activate");
    Outcome list = model("list");
    assertThat(list.exitCode()).isZero();
    List<String> lines = list.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .matches("VERSION +CREATED +ARCHITECTURE .* test.recall_at_50 +ALIASES");
    assertThat(lines.get(1)).matches("v1 +20\\S+Z +cmi +8 +2 +10 +200 +0.3 +production");
    assertThat(lines.get(2)).matches("v2 .* 0.31 +candidate");
    assertThat(lines.get(3)).matches("v3 .* - +-");

    JsonNode report = json("list");
    assertThat(report.path("aliases").path("production").asText()).isEqualTo("v1");
    assertThat(report.path("releases")).hasSize(3);
    JsonNode first = report.path("releases").get(0);
    assertThat(first.path("version").asText()).isEqualTo("v1");
    assertThat(first.path("figure").asDouble()).isEqualTo(0.3);
    assertThat(first.path("items").asInt()).isEqualTo(200);
    assertThat(report.path("releases").get(2).path("figure").isNull()).isTrue();
  }

  @Test
  void listsWhatIsBrokenToo() throws Exception {
    model("publish", source("v1", 0.3));
    Files.createDirectories(registry.resolve("releases/v0"));
    Files.writeString(registry.resolve("releases/v0/release.json"), "{}");
    Files.writeString(registry.resolve("aliases/candidate"), "v9\n");
    Outcome list = model("list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.out())
        .contains("production", "broken: " + registry.resolve("releases/v0/release.json"))
        .contains("broken: alias candidate names v9, which does not exist");
    assertThat(json("list").path("releases")).hasSize(3);
  }

  @Test
  void anEmptyRegistryHasNoReleases() throws Exception {
    Files.createDirectory(registry);
    assertThat(model("list").out()).isEqualToNormalizingNewlines("no releases\n");
    assertThat(json("list").path("releases")).isEmpty();
  }

  @Test
  void showsAReleaseByVersionAndByAlias() throws Exception {
    model("publish", source("v1", 0.3));
    for (String name : List.of("v1", "production")) {
      Outcome shown = model("show", name);
      assertThat(shown.exitCode()).isZero();
      assertThat(shown.out().lines())
          .startsWith("v1 (production)", "  path: " + registry.resolve("releases/v1"))
          .contains(
              "  architecture: cmi",
              "  files:",
              "    items.txt:",
              "  training:",
              "    data: sample",
              "  metrics:",
              "    test:",
              "      recall_at_50: 0.3");
    }
    JsonNode report = json("show", "production");
    assertThat(report.path("version").asText()).isEqualTo("v1");
    assertThat(report.path("aliases").get(0).asText()).isEqualTo("production");
    assertThat(report.path("manifest"))
        .isEqualTo(JSON.readTree(folder.resolve("v1/release.json").toFile()));
    Outcome unknown = model("show", "v7");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(unknown.err())
        .contains("v7: neither a version nor an alias", "versions [v1]", "aliases [production]");
  }

  @Test
  void activatesAndRollsBack() throws Exception {
    for (String version : List.of("v1", "v2", "v3")) {
      model("publish", source(version, 0.3));
    }
    assertThat(model("rollback").out()).isEqualToNormalizingNewlines("production: v3 -> v2\n");
    JsonNode back = json("rollback");
    assertThat(back.path("from").asText()).isEqualTo("v2");
    assertThat(back.path("to").asText()).isEqualTo("v1");
    Outcome none = model("rollback");
    assertThat(none.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(none.err()).contains("names v1 and has no earlier version").hasLineCount(1);

    assertThat(model("activate", "v3").out())
        .isEqualToNormalizingNewlines("production: v1 -> v3\n");
    assertThat(json("activate", "v3").path("moved").asBoolean(true)).isFalse();
    assertThat(model("activate", "v3").out())
        .startsWith("production: already v3; the alias is not moved. ")
        .contains("it tries again automatically", "interest-stream model status --config FILE")
        .hasLineCount(1);
    assertThat(model("activate", "v2", "--alias", "candidate").exitCode()).isZero();
    assertThat(new ModelRegistry(registry).aliasedVersions()).hasSize(2);
    assertThat(model("rollback", "--alias", "none").exitCode())
        .isEqualTo(ExitCode.ENVIRONMENT.code());
  }

  @Test
  void aFolderThatIsNotNamedAsItsVersionIsRejectedEverywhere() throws Exception {
    model("publish", source("v1", 0.3));
    Path other = registry.resolve("releases/v9");
    Files.createDirectory(other);
    for (String file :
        List.of("release.json", "weights.safetensors", "items.txt", "probe.safetensors")) {
      Files.copy(registry.resolve("releases/v1").resolve(file), other.resolve(file));
    }
    String fault = "v9/release.json: field version: 'v1' (expected: 'v9', the name of its folder)";
    assertThat(model("activate", "v9").err()).contains(fault);
    assertThat(model("publish", other).err()).contains(fault);
    assertThat(model("show", "v9").err()).contains(fault);
    assertThat(Commands.run("release", "verify", other.toString()).err()).contains(fault);
  }

  @Test
  void aManifestThatListsAnotherFileIsRejectedEverywhere() throws Exception {
    Path source = source("v1", 0.3);
    model("publish", source);
    Path manifest = source.resolve("release.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst(
                "\"files\" : \\{",
                "\"files\" : {\"notes.txt\":{\"bytes\":1,\"sha256\":\"" + "0".repeat(64) + "\"},"));
    Files.writeString(source.resolve("notes.txt"), "x");
    String fault = "release.json: field files.notes.txt: unexpected (expected: only ";
    assertThat(model("publish", source).err()).contains(fault);
    assertThat(Commands.run("release", "verify", source.toString()).err()).contains(fault);
  }

  @Test
  void activatesNoBrokenRelease() throws Exception {
    model("publish", source("v1", 0.3));
    model("publish", source("v2", 0.3), "--no-activate");
    Files.writeString(registry.resolve("releases/v2/items.txt"), "x");
    Outcome broken = model("activate", "v2");
    assertThat(broken.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(broken.err()).contains("items.txt: 1 bytes, truncated");
    assertThat(model("activate", "v9").err()).contains("releases/v9: missing");
    assertThat(new ModelRegistry(registry).alias("production")).isEqualTo("v1");
  }

  @Test
  void saysWhoHoldsTheLock() throws Exception {
    model("publish", source("v1", 0.3));
    model("publish", source("v2", 0.3));
    Path file = registry.resolve(".lock");
    Process other = new ProcessBuilder(holder(file)).start();
    try {
      String line =
          await("the other's first line")
              .pollDelay(Duration.ZERO)
              .atMost(Duration.ofMinutes(1))
              .until(other.inputReader()::readLine, read -> true);
      assertThat(line).isEqualTo("held");
      Outcome waited = model("rollback", "--wait", "0");
      assertThat(waited.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
      assertThat(waited.err()).hasLineCount(1).contains(file + ": held by ", "publish v2");
    } finally {
      assertThat(other.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(model("rollback").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "publish DIR --margin=-1",
        "publish DIR --margin=x",
        "publish DIR --wait=-1",
        "publish",
        "publish DIR --registry=s3://bucket/registry",
        "list --registry=hdfs:///registry",
        "show",
        "activate"
      })
  void refusesCommandLinesThatMakeNoSense(String words) throws Exception {
    List<Object> line = new ArrayList<>(List.of("model"));
    for (String word : words.split(" ")) {
      line.add(word.equals("DIR") ? folder : word);
    }
    if (!words.contains("--registry")) {
      line.add("--registry=" + registry);
    }
    Outcome outcome = Commands.run(line.toArray());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err()).doesNotContain("\tat ");
    assertThat(registry).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "show v1", "activate v1", "rollback"})
  void wantARegistryThatIsThere(String words) {
    Outcome outcome = model((Object[]) words.split(" "));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(outcome.err()).contains("--registry " + registry + ": does not exist (expected:");
    assertThat(registry).doesNotExist();
  }

  @Test
  void wantsAReleaseThatIsThere() {
    Outcome outcome = model("publish", folder.resolve("none"));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(outcome.err()).contains("none: does not exist (expected: the folder of a release)");
    assertThat(registry).doesNotExist();
  }

  @Test
  void takesAnAddressOfAFile() throws Exception {
    model("publish", source("v1", 0.3));
    Outcome list = Commands.run("model", "list", "--registry", registry.toUri());
    assertThat(list.out()).contains("production");
  }

  @Test
  void wantsAWordAfterModel() {
    Outcome outcome = Commands.run("model");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.err()).contains("publish, list, show, activate, rollback or status");
  }

  /** A separate program that locks a file and says so. */
  public static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      try (FileChannel channel =
          FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        channel.lock();
        System.out.println("held");
        System.in.read();
      }
    }
  }

  private static List<String> holder(Path file) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Holder.class.getName(),
        file.toString());
  }

  private Path source(String version, double recall) throws Exception {
    return RandomRelease.of(version).recall(recall).writeBelow(folder);
  }

  private Outcome model(Object... words) {
    List<Object> line = new ArrayList<>(List.of("model"));
    line.addAll(List.of(words));
    line.add("--registry");
    line.add(registry);
    return Commands.run(line.toArray());
  }

  private JsonNode json(Object... words) throws Exception {
    List<Object> line = new ArrayList<>(List.of(words));
    line.add("--json");
    return JSON.readTree(model(line.toArray()).out());
  }
}
