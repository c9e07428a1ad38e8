package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryAddressTest {

  @ParameterizedTest
  @CsvSource({
    "/srv/registry, /srv/registry",
    "registry, registry",
    "../my registry, ../my registry",
    "/srv/my%20registry, /srv/my%20registry",
    "file:/srv/registry, /srv/registry",
    "file:///srv/registry, /srv/registry",
    "FILE:/srv/registry, /srv/registry",
    "file:///srv/my%20registry, /srv/my registry",
    "file:///srv/my registry, /srv/my registry",
    "file:/srv/my registry, /srv/my registry",
    "file:/srv/100%, /srv/100%",
    "C:registry, C:registry"
  })
  void aPathOrAFileAddressIsAFolderOfThisMachine(String text, String folder) {
    assertThat(new RegistryAddress(text).localFolder()).contains(Path.of(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/registry", "hdfs:/registry", "file:registry", "file:"})
  void anotherAddressIsNot(String text) {
    assertThat(new RegistryAddress(text).localFolder()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/srv/my registry", "/srv/100%", "/srv/ä"})
  void theUriOfAFolderIsThatFolder(String folder) {
    Path path = Path.of(folder);
    assertThat(new RegistryAddress(path.toUri().toString()).localFolder()).contains(path);
  }
}
