package io.intereststream.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.nio.file.FileSystemException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class JobFailureTest {
  private static RuntimeException failure(Throwable cause) {
    return JobFailure.of(
        new JobExecutionException(new JobID(), "Job execution failed.", new Exception(cause)));
  }

  @Test
  void anErrorOfOursKeepsItsExitCode() {
    assertThat(failure(InterestStreamException.environment("release v1: gone")))
        .isInstanceOfSatisfying(
            InterestStreamException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT))
        .hasMessage("job: release v1: gone");
  }

  @Test
  void diskAndBrokersLieOutside() {
    assertThat(failure(new FileSystemException("/state", null, "No space left on device")))
        .isInstanceOf(InterestStreamException.class)
        .hasMessage("job: /state: no space left on device");
    assertThat(failure(new TopicAuthorizationException("not allowed")))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("job: Kafka: not allowed");
    assertThat(failure(new JobCancellationException(new JobID(), "cancelled", null)))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageStartingWith("job: cancelled");
  }

  @Test
  void anythingElseIsABug() {
    assertThat(failure(new NullPointerException()))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(NullPointerException.class);
  }
}
