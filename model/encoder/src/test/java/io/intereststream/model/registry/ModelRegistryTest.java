package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRegistryTest {

  @TempDir Path root;

  @Test
  void anAliasNamesTheVersionThatWasActivated() throws Exception {
    ModelRegistry registry = registry("v1", "v2");
    assertThat(registry.versions()).containsExactly("v1", "v2");
    assertThat(registry.release("v1")).isEqualTo(root.resolve("releases/v1"));

    registry.activate("production", "v1");
    assertThat(registry.alias("production")).isEqualTo("v1");
    registry.activate("production", "v2");
    assertThat(registry.alias("production")).isEqualTo("v2");
    assertThat(root.resolve("aliases")).isDirectoryContaining(f -> f.endsWith("production"));
    assertThat(Files.list(root.resolve("aliases"))).hasSize(1);
  }

  @Test
  void aReaderSeesOneOfTheTwoVersionsAtEveryMoment() throws Exception {
    ModelRegistry registry = registry("v1", "version-two");
    registry.activate("production", "v1");
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Throwable> fault = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                while (!done.get()) {
                  assertThat(registry.alias("production")).isIn("v1", "version-two");
                }
              } catch (Throwable e) {
                fault.set(e);
              }
            });
    reader.start();
    try {
      for (int i = 0; i < 500; i++) {
        registry.activate("production", i % 2 == 0 ? "version-two" : "v1");
      }
    } finally {
      done.set(true);
    }
    await("the reader ends").atMost(Duration.ofSeconds(30)).until(() -> !reader.isAlive());
    assertThat(fault.get()).isNull();
  }

  @Test
  void whatIsMissingIsReported() throws Exception {
    ModelRegistry registry = new ModelRegistry(root.resolve("none"));
    assertThat(registry.versions()).isEqualTo(List.of());
    assertThatThrownBy(() -> registry.alias("production"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContainingAll("aliases/production", "missing (expected: a file with one line");
    assertThatThrownBy(() -> registry.activate("production", "v9"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContainingAll("v9", "missing (expected: a release, for alias production)");
    assertThatThrownBy(() -> registry("v5", "v6").manifest("v9"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(
            "v9/release.json: missing (expected: a release of that version; the registry has [v5,"
                + " v6])");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "../v1", "a\\b", "a b", "v1\n", "ä"})
  void aNameCannotLeaveItsFolder(String name) throws Exception {
    ModelRegistry registry = registry("v1");
    assertThatThrownBy(() -> registry.release(name)).hasMessageContaining("(expected: 1 to 200");
    assertThatThrownBy(() -> registry.alias(name)).hasMessageContaining("(expected: 1 to 200");
    assertThatThrownBy(() -> registry.activate(name, "v1")).hasMessageStartingWith("alias: ");
    assertThatThrownBy(() -> registry.activate("a", name)).hasMessageStartingWith("version: ");
  }

  @Test
  void anAliasFileWithAPathInItIsRejected() throws Exception {
    ModelRegistry registry = registry("v1");
    Files.createDirectories(root.resolve("aliases"));
    Files.writeString(root.resolve("aliases/production"), "../../elsewhere\n");
    assertThatThrownBy(() -> registry.alias("production"))
        .hasMessageContainingAll("aliases/production: version: '../../elsewhere'");
  }

  @Test
  void aMoveSaysWhatWasMovedAndAnAliasThatIsThereAlreadyIsNotMoved() throws Exception {
    ModelRegistry registry = registry("v1", "v2");
    assertThat(registry.named("production")).isEmpty();
    registry.activate("production", "v1");
    AliasMove move = registry.activate("production", "v2").orElseThrow();
    assertThat(move.alias()).isEqualTo("production");
    assertThat(move.from()).isEqualTo("v1");
    assertThat(move.to()).isEqualTo("v2");
    assertThat(move.cause()).isEqualTo(AliasMove.Cause.ACTIVATE);
    assertThat(move.by()).contains("pid " + ProcessHandle.current().pid());
    assertThat(Instant.parse(move.time())).isBeforeOrEqualTo(Instant.now());
    assertThat(registry.activate("production", "v2")).isEmpty();
    assertThat(Files.readAllLines(root.resolve("history.jsonl"))).hasSize(2);
    assertThat(registry.named("production")).contains("v2");
  }

  @Test
  void aRollbackGoesBackOneVersionAndTheNextOneMore() throws Exception {
    ModelRegistry registry = registry("v1", "v2", "v3");
    registry.activate("candidate", "v3");
    for (String version : List.of("v1", "v2", "v3")) {
      registry.activate("production", version);
    }
    AliasMove back = registry.rollback("production");
    assertThat(back.from()).isEqualTo("v3");
    assertThat(back.to()).isEqualTo("v2");
    assertThat(back.cause()).isEqualTo(AliasMove.Cause.ROLLBACK);
    registry.rollback("production");
    assertThat(registry.alias("production")).isEqualTo("v1");
    assertThatThrownBy(() -> registry.rollback("production"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("alias production names v1 and has no earlier version (expected:");
    registry.activate("production", "v3");
    assertThat(registry.rollback("production").to()).isEqualTo("v1");
    assertThat(registry.alias("candidate")).isEqualTo("v3");
  }

  @Test
  void aRollbackKnowsTheVersionFromBeforeThereWasAHistory() throws Exception {
    ModelRegistry registry = registry("v1", "v2");
    Files.createDirectories(root.resolve("aliases"));
    Files.writeString(root.resolve("aliases/production"), "v1\n");
    registry.activate("production", "v2");
    assertThat(registry.rollback("production").to()).isEqualTo("v1");
  }

  @Test
  void aRollbackWithNowhereToGoChangesNothing() throws Exception {
    assertThatThrownBy(() -> new ModelRegistry(root.resolve("none")).rollback("production"))
        .hasMessageContaining("aliases/production: missing");
    assertThat(root.resolve("none")).doesNotExist();
    ModelRegistry registry = registry("v1", "v2");
    registry.activate("production", "v1");
    registry.activate("production", "v2");
    Files.delete(root.resolve("releases/v1/release.json"));
    assertThatThrownBy(() -> registry.rollback("production"))
        .hasMessageContaining("v1/release.json: missing (expected: a release, for alias");
    assertThat(registry.alias("production")).isEqualTo("v2");
  }

  @Test
  void anActivationRepairsAnAliasThatHoldsNoVersion() throws Exception {
    ModelRegistry registry = registry("v1");
    Files.createDirectories(root.resolve("aliases"));
    Files.writeString(root.resolve("aliases/production"), "../../elsewhere\n");
    assertThat(registry.activate("production", "v1").orElseThrow().from()).isNull();
    assertThat(registry.alias("production")).isEqualTo("v1");
  }

  @Test
  void allAliasesAreListedButNoStages() throws Exception {
    ModelRegistry registry = registry("v1", "v2");
    assertThat(registry.aliasedVersions()).isEmpty();
    registry.activate("production", "v1");
    registry.activate("candidate", "v2");
    Files.writeString(root.resolve("aliases/.stage~1"), "v");
    Files.createDirectories(root.resolve("releases/.stage~1"));
    Files.writeString(root.resolve("releases/.stage~1/release.json"), "{}");
    assertThat(registry.aliasedVersions())
        .containsExactly(Map.entry("candidate", "v2"), Map.entry("production", "v1"));
    assertThat(registry.versions()).containsExactly("v1", "v2");
  }

  @Test
  void aFolderBehindALinkIsARegistry() throws Exception {
    registry("v1");
    Path link = Files.createSymbolicLink(root.resolve("link"), root);
    new ModelRegistry(link).activate("production", "v1");
    assertThat(new ModelRegistry(root).alias("production")).isEqualTo("v1");
  }

  private ModelRegistry registry(String... versions) throws IOException {
    for (String version : versions) {
      Path folder = Files.createDirectories(root.resolve("releases").resolve(version));
      Files.writeString(folder.resolve(ReleaseFiles.MANIFEST), "{}");
    }
    return new ModelRegistry(root);
  }
}
