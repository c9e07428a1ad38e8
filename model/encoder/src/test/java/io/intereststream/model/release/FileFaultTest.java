package io.intereststream.model.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.intereststream.error.ExitCode;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.serving.Release;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileFaultTest {

  private static final Path FILE = Path.of("/srv/registry/file");

  @Test
  void lackOfPermissionIsNotTakenForAMissingFile() {
    IOException denied = new AccessDeniedException("/srv/registry");
    String user = System.getProperty("user.name");
    assertThat(FileFault.unreadable(FILE, denied))
        .hasMessage(
            "/srv/registry/file: cannot be read: permission denied (expected: user %s may read /srv/registry)"
                .formatted(user))
        .hasCause(denied)
        .matches(e -> e.exitCode() == ExitCode.ENVIRONMENT);
    assertThat(FileFault.unwritable(FILE, denied))
        .hasMessageContaining("cannot be written: permission denied (expected: user " + user);
    assertThat(FileFault.unreadable(FILE, new NoSuchFileException("x")))
        .hasMessage("/srv/registry/file: missing (expected: this file; is the path right?)");
    assertThat(FileFault.unreadable(FILE, new FileSystemException("x", null, "Is a directory")))
        .hasMessage("/srv/registry/file: cannot be read: is a directory");
    assertThat(FileFault.unreadable(FILE, new IOException("short")))
        .hasMessage("/srv/registry/file: cannot be read: short");
  }

  @Test
  void aFileInPlaceOfAFolderIsReported() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(FileFault.isFolder(file)).isFalse();
    assertThat(FileFault.isFolder(temporary)).isTrue();
    assertThat(FileFault.isFile(temporary.resolve("none"))).isFalse();
    assertThatThrownBy(() -> FileFault.isFile(file.resolve("release.json")))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("not a directory");
  }

  // With real permissions, which do not hold for root unless it drops that right.

  @TempDir Path temporary;

  private Path registry;
  private Path closed;

  @BeforeEach
  void write() {
    registry = temporary.resolve("registry");
    RandomRelease.of("v1").activateIn(registry).close();
  }

  private void close(String name) throws IOException {
    closed = registry.resolve(name);
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(closed))
        .as("skipped: permissions do not hold for this user (root; .ci/run drops that right)")
        .isFalse();
  }

  @AfterEach
  void open() throws IOException {
    if (closed != null) {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "releases",
        "releases/v1",
        "releases/v1/release.json",
        "releases/v1/weights.safetensors",
        "releases/v1/items.txt",
        "releases/v1/probe.safetensors"
      })
  void aReleaseThatMayNotBeReadIsNotMissing(String name) throws Exception {
    close(name);
    assertThatThrownBy(() -> Release.read(registry.resolve("releases/v1")))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("permission denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "aliases", "aliases/production"})
  void anAliasThatMayNotBeReadIsNotMissing(String name) throws Exception {
    close(name);
    assertThatThrownBy(() -> new ModelRegistry(registry).named("production"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void aListOfReleasesThatMayNotBeReadIsNotEmpty() throws Exception {
    close("releases");
    ModelRegistry opened = new ModelRegistry(registry);
    assertThat(opened.exists()).isTrue();
    assertThatThrownBy(opened::versions).hasMessageContaining("permission denied");
    assertThatThrownBy(() -> opened.activate("production", "v1"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void aReleaseThatMayNotBeLookedIntoIsListed() throws Exception {
    close("releases/v1");
    assertThat(new ModelRegistry(registry).versions()).containsExactly("v1");
  }

  @Test
  void aRegistryThatMayNotBeWrittenIsReported() throws Exception {
    close(".lock");
    assertThatThrownBy(() -> new ModelRegistry(registry).rollback("production"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(".lock: cannot be locked: permission denied");
  }
}
