package io.intereststream.deploy.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkRunCommandTest {
  private static final String JAAS = "interest-stream.kafka.properties.sasl.jaas.config";

  @TempDir Path folder;

  private static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("interest-stream.history.window", "100");
    settings.put("interest-stream.kafka.bootstrap-servers", "a:1, b:2; $(rm -rf x)");
    settings.put(JAAS, "required username=\"u\" password=\"pass1\";");
    settings.put("interest-stream.codec.schema-registry-url", "http://alice:pass2@host:1");
    return settings;
  }

  @Test
  void secretsAreNotShown() {
    String text = new FlinkRunCommand(null, settings(), null).text();
    assertThat(text)
        .doesNotContain("pass1")
        .doesNotContain("pass2")
        .contains("# set INTEREST_STREAM_KAFKA_PROPERTIES_SASL_JAAS_CONFIG first: " + JAAS);
  }

  /**
   * Pasted into a shell in which the secrets are set, the command passes every argument to flink
   * unchanged.
   */
  @Test
  void theShellRunsItAsItIs() throws Exception {
    Path home = folder.resolve("a flink");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    Path flink = Files.writeString(home.resolve("bin/flink"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(flink, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = folder.resolve("my job's.yaml");
    String text = new FlinkRunCommand(file, settings(), "s3://a bucket/savepoint-1").text();
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", text)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(folder.resolve("out").toFile());
    builder.environment().put("FLINK_HOME", home.toString());
    builder
        .environment()
        .put("INTEREST_STREAM_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", settings().get(JAAS));
    builder.environment().put("INTEREST_STREAM_CODEC_SCHEMA_REGISTRY_URL", "http://x:y@host:1");
    Process run = builder.start();
    assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(folder.resolve("out"), StandardCharsets.UTF_8).lines())
        .containsExactly(
            "run",
            "--detached",
            "--fromSavepoint",
            "s3://a bucket/savepoint-1",
            "flink-job/target/interest-stream-job.jar",
            "--config",
            file.toString(),
            "-Dinterest-stream.history.window=100",
            "-Dinterest-stream.kafka.bootstrap-servers=a:1, b:2; $(rm -rf x)",
            "-D" + JAAS + "=" + settings().get(JAAS),
            "-Dinterest-stream.codec.schema-registry-url=http://x:y@host:1");
  }
}
