package io.intereststream.error;

/** The exit codes of every command. */
public enum ExitCode {
  OK(0),
  /** What was checked does not hold. */
  CHECK_FAILED(1),
  /** The command line or the configuration is wrong. */
  USAGE(2),
  /** Something outside is missing, unreachable or unusable: a file, a broker, a release. */
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
