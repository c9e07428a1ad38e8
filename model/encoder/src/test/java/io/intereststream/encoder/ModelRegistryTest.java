package io.intereststream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    for (int i = 0; i < 500; i++) {
      registry.activate("production", i % 2 == 0 ? "version-two" : "v1");
    }
    done.set(true);
    reader.join();
    assertThat(fault.get()).isNull();
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    ModelRegistry registry = new ModelRegistry(root.resolve("none"));
    assertThat(registry.versions()).isEqualTo(List.of());
    assertThatThrownBy(() -> registry.alias("production"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContainingAll("aliases/production", "missing (expected: one line, a version)");
    assertThatThrownBy(() -> registry.activate("production", "v9"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContainingAll("v9", "missing (expected: a release, for alias production)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "../v1", "a\\b", "a b", "v1\n", "ä"})
  void noNameLeavesItsFolder(String name) throws Exception {
    ModelRegistry registry = registry("v1");
    assertThatThrownBy(() -> registry.release(name)).hasMessageContaining("(expected: 1 to 200");
    assertThatThrownBy(() -> registry.alias(name)).hasMessageContaining("(expected: 1 to 200");
    assertThatThrownBy(() -> registry.activate(name, "v1")).hasMessageStartingWith("alias: ");
    assertThatThrownBy(() -> registry.activate("a", name)).hasMessageStartingWith("version: ");
  }

  @Test
  void anAliasFileWithAPathInItIsRefused() throws Exception {
    ModelRegistry registry = registry("v1");
    Files.createDirectories(root.resolve("aliases"));
    Files.writeString(root.resolve("aliases/production"), "../../elsewhere\n");
    assertThatThrownBy(() -> registry.alias("production"))
        .hasMessageContainingAll("aliases/production: version: '../../elsewhere'");
  }

  private ModelRegistry registry(String... versions) throws IOException {
    for (String version : versions) {
      Path folder = Files.createDirectories(root.resolve("releases").resolve(version));
      Files.writeString(folder.resolve(ReleaseManifest.FILE), "{}");
    }
    return new ModelRegistry(root);
  }
}
