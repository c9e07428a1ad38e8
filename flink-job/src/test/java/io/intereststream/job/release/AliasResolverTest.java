package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.TestRegistry;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasResolverTest {
  @TempDir private Path folder;
  private AliasFiles files;

  @BeforeEach
  void publish() throws Exception {
    files = new AliasFiles(folder);
    files.publish("v1");
    files.point("production", "v1");
  }

  @Test
  void anAliasLeadsToTheReleaseAndTheHashOfItsManifest() throws Exception {
    assertThat(files.resolver("production").resolve()).isEqualTo(files.announced("v1", 0));
    assertThat(files.resolver("production").resolveIfPresent()).contains(files.announced("v1", 0));
  }

  @Test
  void spaceAroundTheVersionDoesNotCount() throws Exception {
    Files.writeString(files.alias("production"), " v1 \r\n");
    assertThat(files.resolver("production").resolve()).isEqualTo(files.announced("v1", 0));
  }

  @Test
  void anAliasThatIsNotThereIsNoCandidateButNoProductionReleaseEither() throws Exception {
    assertThat(files.resolver("candidate").resolveIfPresent()).isEmpty();
    assertThatThrownBy(() -> files.resolver("candidate").resolve())
        .isInstanceOf(InterestStreamException.class)
        .hasMessage(
            files.alias("candidate")
                + ": missing (expected: a file; check that interest-stream.release.registry is a"
                + " model registry)");
  }

  @Test
  void aReleaseThatIsNotThereIsNamed() throws Exception {
    files.point("production", "v2");
    assertThatThrownBy(() -> files.resolver("production").resolve())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageStartingWith(files.manifest("v2") + ": missing (expected: ");
    assertThatThrownBy(() -> files.resolver("production").resolveIfPresent())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageStartingWith(files.manifest("v2") + ": missing (expected: ");
  }

  @Test
  void aFileThatIsThereButCannotBeReadIsNotCalledMissing() throws Exception {
    Files.createDirectory(files.alias("folder"));
    assertThatThrownBy(() -> files.resolver("folder").resolve())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageStartingWith(files.alias("folder") + ": cannot be read: ")
        .hasMessageContainingAll("is a directory", "(expected: readable by ");
  }

  @Test
  void aFolderThatMayNotBeLookedIntoHoldsNoAliasThatIsMissing() throws Exception {
    Path aliases = folder.resolve("aliases");
    Files.setPosixFilePermissions(aliases, PosixFilePermissions.fromString("---------"));
    try {
      assumeThat(Files.isReadable(aliases))
          .as("skipped: permissions do not hold for this user (root; .ci/run drops that right)")
          .isFalse();
      for (String alias : List.of("production", "candidate")) {
        assertThatThrownBy(() -> files.resolver(alias).resolve())
            .hasMessageStartingWith(files.alias(alias) + ": cannot be read: permission denied");
        assertThatThrownBy(() -> files.resolver(alias).resolveIfPresent())
            .hasMessageStartingWith(files.alias(alias) + ": cannot be read: permission denied");
      }
    } finally {
      Files.setPosixFilePermissions(aliases, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "../v1", "a/b", "v1\nv2", ".v1", "v 1"})
  void anAliasThatHoldsNoVersionIsRejectedWithWhatItHolds(String content) throws Exception {
    Files.writeString(files.alias("production"), content);
    assertThatThrownBy(() -> files.resolver("production").resolve())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageStartingWith(
            files.alias("production") + ": version: '" + content.strip() + "' (expected: 1 to 200");
  }

  @Test
  void filesThatAreTooLargeToBeWhatTheyShouldBeAreNotReadWhole() throws Exception {
    Files.writeString(files.alias("production"), "v".repeat(257));
    assertThatThrownBy(() -> files.resolver("production").resolve())
        .hasMessage(files.alias("production") + ": more than 256 bytes (expected: at most that)");
    files.point("production", "v1");
    files.publish("v1", "v".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> files.resolver("production").resolve())
        .hasMessage(files.manifest("v1") + ": more than 1048576 bytes (expected: at most that)");
  }

  @Test
  void aRegistryWithABlankInItsPathIsFoundHoweverItIsWritten() throws Exception {
    Path registry = folder.resolve("my registry");
    new TestRegistry(registry).publish("first", 10, 5).close();
    for (String address :
        new String[] {
          registry.toString(), "file:" + registry, "file://" + registry, registry.toUri().toString()
        }) {
      ModelRelease found = new AliasResolver(address, "production").resolve();
      assertThat(found.getVersion()).isEqualTo("first");
      assertThat(found.getLocation()).endsWith("my registry/releases/first");
      ReleaseLoader loader =
          new ReleaseLoader(
              EncoderProvider.serving(),
              ItemTables.PRECOMPUTED,
              Throttle.NONE,
              List.of(folder.resolve("copies")));
      assertThat(loader.acquire(found).get().release().version()).isEqualTo("first");
      loader.release(found);
    }
  }

  @Test
  void whatIsNotThereIsNamed() throws Exception {
    Path empty = folder.resolve("empty");
    AliasResolver resolver = new AliasResolver(empty.toString(), "production");
    assertThatThrownBy(resolver::resolve)
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining(empty.resolve("aliases/production").toString());
    assertThat(resolver.resolveIfPresent()).isEmpty();

    Files.createDirectories(empty.resolve("aliases"));
    Files.writeString(empty.resolve("aliases/production"), "../up\n");
    assertThatThrownBy(resolver::resolve)
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("aliases/production: version: '../up'");
  }

  @Test
  void anAliasThatIsNoNameIsRejected() {
    assertThatThrownBy(() -> new AliasResolver(folder.toString(), "../x").resolve())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("alias: '../x'");
  }
}
