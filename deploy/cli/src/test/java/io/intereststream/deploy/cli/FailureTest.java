package io.intereststream.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static void assertEnvironment(Throwable thrown, String message) {
    Failure failure = Failure.of(thrown);
    assertThat(failure.message()).isEqualTo(message);
    assertThat(failure.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
  }

  @Test
  void anErrorOfOursSaysMessageAndExitCode() {
    InterestStreamException error = InterestStreamException.checkFailed("probe: 0.1 (expected: 0)");
    assertThat(Failure.of(error))
        .isEqualTo(new Failure(ExitCode.CHECK_FAILED, "probe: 0.1 (expected: 0)"));
    assertThat(Failure.of(new ExecutionException(new CompletionException(error))))
        .isEqualTo(Failure.of(error));
  }

  @Test
  void faultsOfFilesAreSaidInWords() {
    assertEnvironment(new AccessDeniedException("/data/x.csv"), "/data/x.csv: permission denied");
    assertEnvironment(new NoSuchFileException("/data/x.csv"), "/data/x.csv: does not exist");
    assertEnvironment(
        new FileSystemException("/data/x.csv", null, "No space left on device"),
        "/data/x.csv: no space left on device");
    assertEnvironment(new IOException("No space left on device"), "no space left on device");
    assertEnvironment(
        new UncheckedIOException(new AccessDeniedException("/data/x.csv")),
        "/data/x.csv: permission denied");
    assertEnvironment(
        new UncheckedIOException("schema registry: status 401", new IOException("status 401")),
        "schema registry: status 401");
  }

  @Test
  void brokersAndMemoryLieOutsideToo() {
    assertEnvironment(new SaslAuthenticationException("bad password"), "Kafka: bad password");
    assertThat(Failure.of(new OutOfMemoryError("Java heap space")).message())
        .startsWith("out of memory: Java heap space (expected: ");
  }

  @Test
  void anythingElseIsABug() {
    for (Throwable thrown :
        new Throwable[] {
          new IllegalStateException("a state that cannot be"),
          new IllegalArgumentException("an argument that nobody may pass"),
          new NullPointerException(),
          new ExecutionException(new NullPointerException()),
          new NoClassDefFoundError("io/intereststream/Gone"),
          new StackOverflowError()
        }) {
      assertThat(Failure.of(thrown).exitCode()).as("%s", thrown).isEqualTo(ExitCode.BUG);
    }
  }
}
