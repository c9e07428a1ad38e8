package io.intereststream.deploy.cli.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.cli.InterestStream;
import io.intereststream.error.ExitCode;
import io.intereststream.model.fixture.RandomRelease;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command in a separate JVM, with a class path without ND4J. */
@Timeout(120)
class MissingNd4jTest {
  @TempDir Path folder;

  @Test
  void theReferenceEncoderSaysThatNd4jIsMissing() throws Exception {
    Path release = RandomRelease.of("v1").writeBelow(folder);
    Path sequences =
        Files.writeString(
            folder.resolve("sequences.jsonl"), "{\"user_id\":\"u\",\"item_ids\":[\"1\"]}\n");
    Path output = folder.resolve("output.txt");
    Process command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPathWithoutNd4j(),
                InterestStream.class.getName(),
                "encode",
                "--release",
                release.toString(),
                "--sequences",
                sequences.toString(),
                "--output",
                folder.resolve("interests.jsonl").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(command.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      command.destroyForcibly();
    }
    assertThat(Files.readString(output))
        .contains(
            "interest-stream encode: ND4J, which the reference encoder needs, does not start",
            "expected: nd4j-native")
        .doesNotContain("\tat ");
    assertThat(command.exitValue()).isEqualTo(ExitCode.ENVIRONMENT.code());
  }

  private static String classPathWithoutNd4j() {
    String separator = File.pathSeparator;
    String classPath = System.getProperty("java.class.path");
    assertThat(classPath).contains("nd4j-api");
    return Arrays.stream(classPath.split(separator))
        .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("nd4j-"))
        .collect(Collectors.joining(separator));
  }
}
