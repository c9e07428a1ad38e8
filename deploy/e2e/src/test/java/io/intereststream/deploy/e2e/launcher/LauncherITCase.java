package io.intereststream.deploy.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.e2e.launcher.Launcher.Outcome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the script with the real build and the Java of this JVM. */
class LauncherITCase {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("JAVA_HOME", System.getProperty("java.home"), "INTEREST_STREAM_BUILD", "never");

  @TempDir Path folder;
  private Launcher launcher;

  @BeforeEach
  void make() throws Exception {
    launcher = new Launcher(folder);
    launcher.linkRealBuild();
  }

  /** JUnit warns of links that lead out of its folder. */
  @AfterEach
  void unlink() throws Exception {
    launcher.unlinkRealBuild();
  }

  @Test
  void theCommandRunsBelowAPathWithABlank() throws Exception {
    Outcome version = launcher.run(ENVIRONMENT, "--version");
    assertThat(version.exitCode()).as(version.err()).isZero();
    assertThat(version.out()).startsWith("interest-stream ");
    Outcome help = launcher.run(ENVIRONMENT, "audit", "--help");
    assertThat(help.out()).startsWith("Usage: interest-stream audit").contains("Exit codes:");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void exitCodesOfTheCommandArePassedOn() throws Exception {
    assertThat(launcher.run(ENVIRONMENT, "no-such-command").exitCode()).isEqualTo(2);
    Path none = folder.resolve("no release");
    Outcome missing = launcher.run(ENVIRONMENT, "release", "verify", none.toString());
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err())
        .isEqualTo(
            "interest-stream release verify: %s: does not exist (expected: the folder of a release)\n"
                .formatted(none));
  }
}
