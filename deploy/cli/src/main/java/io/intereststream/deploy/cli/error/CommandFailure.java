package io.intereststream.deploy.cli.error;

/** Ends a command with a message and an exit code. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What was checked does not hold. */
  public static CommandFailure check(String message, Throwable cause) {
    return new CommandFailure(ExitCode.CHECK_FAILED, message, cause);
  }

  /** Something outside is missing, unreachable or unusable. */
  public static CommandFailure outside(String message, Throwable cause) {
    return new CommandFailure(ExitCode.OUTSIDE, message, cause);
  }

  public int exitCode() {
    return exitCode;
  }
}
