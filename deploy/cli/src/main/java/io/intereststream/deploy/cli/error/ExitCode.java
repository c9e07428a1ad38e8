package io.intereststream.deploy.cli.error;

/** The exit codes of every command. */
public final class ExitCode {
  /** All went well. */
  public static final int OK = 0;

  /** What was checked does not hold. */
  public static final int CHECK_FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** Something outside is missing, unreachable or unusable: a file, a broker, a release. */
  public static final int OUTSIDE = 3;

  /** A fault of this program. */
  public static final int FAULT = 70;

  private ExitCode() {}
}
