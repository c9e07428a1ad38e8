package io.intereststream.error;

/** The exit codes of every command. */
public enum ExitCode {
  OK(0),
  /** A check failed. */
  CHECK_FAILED(1),
  /** The command line or the configuration is wrong. */
  USAGE(2),
  /** A file, broker, release or other dependency is missing, unreachable or unusable. */
  ENVIRONMENT(3),
  /** A bug of this program. */
  BUG(70);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the process returns. */
  public int code() {
    return code;
  }
}
