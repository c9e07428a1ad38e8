package io.intereststream.error;

/**
 * An error with a cause outside this program: in what the user asked for, or in what it found. The
 * message says where (file, topic, partition, offset, option), what was found, what was expected,
 * and what to do. Any other exception that ends a command is a bug.
 */
public class InterestStreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public InterestStreamException(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  public InterestStreamException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What was checked does not hold. */
  public static InterestStreamException checkFailed(String message) {
    return new InterestStreamException(ExitCode.CHECK_FAILED, message);
  }

  /** The command line or the configuration is wrong. */
  public static InterestStreamException usage(String message) {
    return new InterestStreamException(ExitCode.USAGE, message);
  }

  /** Something outside is missing, unreachable or unusable. */
  public static InterestStreamException environment(String message) {
    return new InterestStreamException(ExitCode.ENVIRONMENT, message);
  }

  /** Something outside is missing, unreachable or unusable, as another exception says. */
  public static InterestStreamException environment(String message, Throwable cause) {
    return new InterestStreamException(ExitCode.ENVIRONMENT, message, cause);
  }

  /** The code with which a command ends that meets this error. */
  public final ExitCode exitCode() {
    return exitCode;
  }
}
