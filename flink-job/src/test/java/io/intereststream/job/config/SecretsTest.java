package io.intereststream.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "interest-stream.kafka.properties.sasl.jaas.config",
        "interest-stream.kafka.properties.ssl.key.password",
        "interest-stream.kafka.properties.ssl.keystore.key",
        "interest-stream.kafka.properties.basic.auth.user.info",
        "s3.access-key",
        "s3.secret-key",
        "fs.azure.account.key.token"
      })
  void valuesOfSuchNamesAreNotShown(String name) {
    assertThat(Secrets.isSecret(name, "x")).isTrue();
    assertThat(Secrets.mask(name, "x")).isEqualTo("***");
  }

  @Test
  void mapsThatHoldOneAreNotShown() {
    assertThat(Secrets.mask("interest-stream.kafka.properties", "ssl.key.password:abc"))
        .isEqualTo("***");
  }

  @Test
  void usersInAddressesAreNotShown() {
    assertThat(Secrets.mask("url", "https://alice:abc@host:8081/x"))
        .isEqualTo("https://***@host:8081/x");
    assertThat(Secrets.isSecret("url", "https://alice:abc@host:8081/x")).isTrue();
  }

  @Test
  void allElseIs() {
    assertThat(Secrets.mask("interest-stream.history.window", "100")).isEqualTo("100");
    assertThat(Secrets.isSecret("interest-stream.codec.schema-registry-url", "http://host:1"))
        .isFalse();
    assertThat(Secrets.isSecret("interest-stream.kafka.properties.key.serializer", "x")).isFalse();
  }
}
