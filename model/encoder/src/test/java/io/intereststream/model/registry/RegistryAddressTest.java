package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryAddressTest {
  @ParameterizedTest
  @CsvSource({
    "/my models/registry, /my models/registry",
    "relative/registry, relative/registry",
    "/literal%20name, /literal%20name",
    "file:///my models/registry, /my models/registry",
    "file:///my%20models/registry, /my models/registry",
    "file:/my models, /my models",
    "FILE:///models, /models"
  })
  void whatIsOnThisMachineIsAFolder(String address, String folder) {
    assertThat(RegistryAddress.localFolder(address)).contains(Path.of(folder));
  }

  @ParameterizedTest
  @CsvSource({"s3://bucket/my models", "hdfs://host:9000/models", "http://host/models"})
  void whatIsElsewhereIsNone(String address) {
    assertThat(RegistryAddress.localFolder(address)).isEmpty();
    assertThat(RegistryAddress.withoutEscapes(address)).isEqualTo(address);
  }

  @Test
  void theAddressThatJavaGivesForAFolderLeadsBackToIt(@TempDir Path folder) {
    Path registry = folder.resolve("my models");
    assertThat(RegistryAddress.localFolder(registry.toUri().toString())).contains(registry);
  }

  @ParameterizedTest
  @CsvSource({
    "file:///my%20models, file:/my models",
    "file:///my models, file:/my models",
    "/my models, /my models"
  })
  void escapesAreTakenOutForFlink(String address, String expected) {
    assertThat(RegistryAddress.withoutEscapes(address)).isEqualTo(expected);
  }
}
