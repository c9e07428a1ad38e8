package io.intereststream.deploy.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.e2e.launcher.Launcher.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the script alone, with a fake java that prints its arguments. */
class LauncherTest {
  private static final String MAIN = "io.intereststream.deploy.cli.InterestStream";

  @TempDir Path folder;
  private Launcher launcher;
  private Path javaHome;

  @BeforeEach
  void make() throws IOException {
    launcher = new Launcher(folder);
    javaHome = folder.resolve("a jdk");
    java("17.0.2", "");
  }

  /**
   * Writes a fake java that prints its process id and its arguments, one per line, and exits with
   * {@code $EXIT}.
   */
  private void java(String version, String modules) throws IOException {
    Launcher.executable(
        javaHome.resolve("bin/java"),
        """
        case $1 in
          -version) echo 'openjdk version "%s"' >&2; exit 0 ;;
          --list-modules) echo '%s'; exit 0 ;;
        esac
        echo $$
        printf '%%s\\n' "$@"
        exit "${EXIT:-0}"
        """
            .formatted(version, modules));
  }

  private Map<String, String> environment(String... more) {
    Map<String, String> environment =
        new HashMap<>(Map.of("JAVA_HOME", javaHome.toString(), "INTEREST_STREAM_BUILD", "never"));
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  /** Creates a folder with the programs that the script calls, without java. */
  private Path toolsWithoutJava() throws IOException {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("sh", "dirname", "readlink", "grep", "find", "head")) {
      for (String place : List.of("/usr/bin", "/bin")) {
        if (Files.exists(Path.of(place, tool))) {
          Launcher.executable(
              tools.resolve(tool), "exec %s \"$@\"\n".formatted(Path.of(place, tool)));
          break;
        }
      }
    }
    return tools;
  }

  @Test
  void startsTheCommandWithItsArguments() throws Exception {
    launcher.pretendBuild();
    Outcome outcome = launcher.run(environment(), "replay", "--topic", "two words", "", "*");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.lines())
        .containsSubsequence(MAIN, "replay", "--topic", "two words", "", "*")
        .contains("-Dinterest.broker.lib=" + launcher.project() + "/deploy/broker/target/lib");
    assertThat(outcome.lines().get(outcome.lines().indexOf("-cp") + 1))
        .isEqualTo(
            "%1$s/interest-stream-cli-0.1.0.jar:%1$s/lib/picocli-4.7.7.jar:%1$s/lib/*"
                .formatted(launcher.project().resolve("deploy/cli/target")));
  }

  @Test
  void itsProcessBecomesTheCommandAndSoTakesItsSignals() throws Exception {
    launcher.pretendBuild();
    Outcome outcome = launcher.run(environment(), "broker");
    assertThat(outcome.lines().get(0)).isEqualTo(String.valueOf(outcome.pid()));
  }

  @Test
  void itsExitCodeIsThatOfTheCommand() throws Exception {
    launcher.pretendBuild();
    assertThat(launcher.run(environment("EXIT", "70"), "demo").exitCode()).isEqualTo(70);
  }

  @Test
  void findsTheProjectThroughLinks() throws Exception {
    launcher.pretendBuild();
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), launcher.script());
    Path relative = Files.createSymbolicLink(bin.resolve("relative"), Path.of("absolute"));
    for (Path link : List.of(absolute, relative)) {
      Outcome outcome = launcher.run(link, environment(), "--help");
      assertThat(outcome.lines())
          .as(outcome.err())
          .anyMatch(line -> line.startsWith(launcher.project() + "/deploy/cli/target/"));
    }
  }

  @Test
  void optionsOfTheJvmAreSplitAtBlanksAndTheLogFileIsNot() throws Exception {
    launcher.pretendBuild();
    Outcome outcome =
        launcher.run(
            environment(
                "INTEREST_STREAM_JVM", "-Xmx77m -Da=b", "INTEREST_STREAM_LOG", "/tmp/a log.txt"),
            "audit");
    assertThat(outcome.lines())
        .containsSubsequence("-Xmx77m", "-Da=b", "-Dinterest.log.file=/tmp/a log.txt", MAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "job", "cluster", "bench", "encode", "evaluate"})
  void commandsThatEncodeGetVectorInstructionsIfJavaHasThem(String command) throws Exception {
    launcher.pretendBuild();
    assertThat(launcher.run(environment(), command).lines()).doesNotContain("--add-modules");
    java("17.0.2", "jdk.incubator.vector@17.0.2");
    assertThat(launcher.run(environment(), command).lines())
        .containsSubsequence("--add-modules", "jdk.incubator.vector", MAIN);
    assertThat(launcher.run(environment(), "--help").lines()).doesNotContain("--add-modules");
  }

  @Test
  void aJavaHomeWithoutJavaIsNamed() throws Exception {
    Outcome outcome = launcher.run(environment("JAVA_HOME", "/no/jdk here"), "--help");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err())
        .isEqualTo(
            "interest-stream: JAVA_HOME: /no/jdk here has no bin/java (expected: a JDK, 17 or later)\n");
  }

  @Test
  void withoutAnyJavaItSaysWhatItNeeds() throws Exception {
    Outcome outcome =
        launcher.run(environment("JAVA_HOME", "", "PATH", toolsWithoutJava().toString()), "--help");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err())
        .startsWith("interest-stream: java: not found (expected: a JDK, 17 or later");
  }

  @Test
  void withoutJavaHomeTheJavaOnThePathIsTaken() throws Exception {
    launcher.pretendBuild();
    Outcome outcome =
        launcher.run(
            environment("JAVA_HOME", "", "PATH", toolsWithoutJava() + ":" + javaHome + "/bin"),
            "--help");
    assertThat(outcome.lines()).as(outcome.err()).contains(MAIN);
  }

  @Test
  void buildNeverWithoutABuildSaysWhatIsMissing() throws Exception {
    Outcome outcome = launcher.run(environment(), "--help");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err())
        .isEqualTo(
            "interest-stream: %s/deploy/cli/target/lib: missing (expected: a build, ./mvnw package)\n"
                .formatted(launcher.project()));
  }

  private void maven(String body) throws IOException {
    Launcher.executable(
        launcher.project().resolve("mvnw"), "printf '%s ' \"$@\" >mvnw.called\n" + body);
  }

  private Path called() {
    return launcher.project().resolve("mvnw.called");
  }

  @Test
  void buildsWhatIsMissing() throws Exception {
    maven("mkdir -p deploy/cli/target/lib\n");
    Outcome outcome = launcher.run(environment("INTEREST_STREAM_BUILD", ""), "--help");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(called()).content().contains("-pl deploy/cli -am package", "-DskipTests");
    assertThat(outcome.lines()).contains(MAIN);
    assertThat(launcher.project().resolve("deploy/cli/target/launcher.built")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schemas/src/main/avro/WatchEvent.avsc",
        "model/history/src/main/java/History.java",
        "model/data/pom.xml",
        "flink-job/src/main/java/InterestJob.java",
        "deploy/audit/src/main/java/Audit.java",
        "deploy/cli/src/main/java/Cli.java"
      })
  void buildsAgainWhatIsOlderThanASource(String name) throws Exception {
    launcher.pretendBuild();
    maven("");
    Path source = launcher.project().resolve(name);
    Files.createDirectories(source.getParent());
    Files.createFile(source);
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(600)));
    Map<String, String> environment = environment("INTEREST_STREAM_BUILD", "");
    assertThat(launcher.run(environment, "--help").exitCode()).isZero();
    assertThat(called()).doesNotExist();
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(600)));
    assertThat(launcher.run(environment, "--help").exitCode()).isZero();
    assertThat(called()).exists();
  }

  @Test
  void aBuildThatFailsStartsNothing() throws Exception {
    maven("echo 'compilation failed'\nexit 1\n");
    Outcome outcome = launcher.run(environment("INTEREST_STREAM_BUILD", ""), "--help");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("compilation failed", "the build failed (see above)");
    assertThat(launcher.project().resolve("deploy/cli/target/launcher.built")).doesNotExist();
  }

  @Test
  void aJavaThatIsTooOldBuildsNothing() throws Exception {
    java("11.0.2", "");
    maven("");
    Outcome outcome = launcher.run(environment("INTEREST_STREAM_BUILD", ""), "--help");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("\"11.0.2\" (expected: a JDK, 17 or later)");
    assertThat(called()).doesNotExist();
  }
}
