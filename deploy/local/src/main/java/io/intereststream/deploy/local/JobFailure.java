package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.KafkaException;

/** Tells why a job has ended. */
final class JobFailure {
  private JobFailure() {}

  /**
   * Returns the exception for a job that failed: a fault outside this program if one of its causes
   * is one, otherwise a bug.
   */
  static RuntimeException of(Throwable fault) {
    Optional<InterestStreamException> known =
        ExceptionUtils.findThrowable(fault, InterestStreamException.class);
    if (known.isPresent()) {
      return new InterestStreamException(
          known.get().exitCode(), "job: " + known.get().getMessage(), fault);
    }
    Optional<IOException> io = ExceptionUtils.findThrowable(fault, IOException.class);
    if (io.isPresent()) {
      return InterestStreamException.environment("job: " + IoFault.describe(io.get()), fault);
    }
    Optional<KafkaException> kafka = ExceptionUtils.findThrowable(fault, KafkaException.class);
    if (kafka.isPresent()) {
      return InterestStreamException.environment("job: Kafka: " + kafka.get().getMessage(), fault);
    }
    if (isCancellation(fault)) {
      return InterestStreamException.environment("job: cancelled (expected: running)", fault);
    }
    return new IllegalStateException("job: " + fault.getMessage(), fault);
  }

  static boolean isCancellation(Throwable fault) {
    return ExceptionUtils.findThrowable(fault, JobCancellationException.class).isPresent();
  }
}
