package io.intereststream.error;

/**
 * An error whose cause is outside this program: in the user's input, or in the environment. The
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

  /** A check failed. */
  public static InterestStreamException checkFailed(String message) {
    return new InterestStreamException(ExitCode.CHECK_FAILED, message);
  }

  /** The command line or the configuration is wrong. */
  public static InterestStreamException usage(String message) {
    return new InterestStreamException(ExitCode.USAGE, message);
  }

  /** A dependency is missing, unreachable or unusable. */
  public static InterestStreamException environment(String message) {
    return new InterestStreamException(ExitCode.ENVIRONMENT, message);
  }

  /** A dependency is missing, unreachable or unusable; the cause says why. */
  public static InterestStreamException environment(String message, Throwable cause) {
    return new InterestStreamException(ExitCode.ENVIRONMENT, message, cause);
  }

  /** The exit code of a command that ends with this error. */
  public final ExitCode exitCode() {
    return exitCode;
  }
}
