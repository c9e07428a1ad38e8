package io.intereststream.deploy.cli;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/**
 * The message and exit code for an exception that ends a command. An {@link
 * InterestStreamException} carries both; faults of files, network, Kafka and memory lie outside
 * this program; anything else is a bug.
 */
record Failure(ExitCode exitCode, String message) {

  static Failure of(Throwable thrown) {
    Throwable cause = withoutWrappers(thrown);
    if (cause instanceof InterestStreamException error) {
      return new Failure(error.exitCode(), error.getMessage());
    }
    if (cause instanceof IOException fault) {
      return outside(IoFault.describe(fault));
    }
    if (cause instanceof UncheckedIOException fault) {
      return outside(fault.getMessage());
    }
    if (cause instanceof KafkaException fault) {
      return outside("Kafka: " + fault.getMessage());
    }
    if (cause instanceof OutOfMemoryError fault) {
      return outside(
          "out of memory: %s (expected: enough memory; INTEREST_STREAM_JVM=-Xmx4g gives the JVM more)"
              .formatted(fault.getMessage()));
    }
    return new Failure(ExitCode.BUG, cause.toString());
  }

  private static Failure outside(String message) {
    return new Failure(ExitCode.ENVIRONMENT, message);
  }

  /** The cause, where the exception only wraps it and has no message of its own. */
  private static Throwable withoutWrappers(Throwable thrown) {
    Throwable cause = thrown.getCause();
    boolean wrapper =
        thrown instanceof ExecutionException
            || thrown instanceof CompletionException
            || thrown instanceof UncheckedIOException;
    return wrapper && cause != null && cause.toString().equals(thrown.getMessage())
        ? withoutWrappers(cause)
        : thrown;
  }

  boolean isBug() {
    return exitCode == ExitCode.BUG;
  }
}
