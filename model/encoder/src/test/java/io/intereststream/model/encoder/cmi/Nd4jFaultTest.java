package io.intereststream.model.encoder.cmi;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.error.InterestStreamException;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.serving.Release;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Nd4jFaultTest {

  /** Run in a JVM of its own; says twice what happens when a reference encoder is asked for. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) {
      Release release = GoldenRelease.inMemory(RandomModel.weights(new Random(1), 5, 8, 2, 4), 10);
      for (int i = 0; i < 2; i++) {
        try {
          release.reference().close();
          System.out.println("started");
        } catch (InterestStreamException e) {
          System.out.println(e.exitCode() + ": " + e.getMessage());
        }
      }
    }
  }

  private static List<String> runWithout(String jars) throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().matches(jars))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                classPath,
                Program.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      return process.inputReader(StandardCharsets.UTF_8).lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void itStartsWithAllItsJars() throws Exception {
    assertThat(runWithout("none")).containsExactly("started", "started");
  }

  @ParameterizedTest
  @CsvSource({
    "nd4j-native-[0-9].*-(linux|macosx|windows)-.*",
    "openblas-[0-9].*-(linux|macosx|windows)-.*",
    "nd4j-native-.*",
    "nd4j-.*"
  })
  void aMissingJarIsReportedWithWhatIsExpectedEachTime(String jars) throws Exception {
    String platform =
        Nd4jFault.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    List<String> lines = runWithout(jars);
    assertThat(lines)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("ENVIRONMENT: ND4J, which the reference encoder needs, ")
                    .contains(
                        "(expected: nd4j-native with classifier " + platform + " and openblas")
                    .contains("-Djavacpp.platform=" + platform));
    assertThat(lines.get(1)).isEqualTo(lines.get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-arm64",
    "Mac OS X, aarch64, macosx-arm64",
    "Windows 11, amd64, windows-x86_64"
  })
  void platformsHaveTheNamesOfTheArtifacts(String name, String arch, String platform) {
    assertThat(Nd4jFault.platform(name, arch)).isEqualTo(platform);
  }
}
