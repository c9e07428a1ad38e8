package io.intereststream.deploy.cli;

/** The {@code interest-stream} command. */
public final class InterestStream {
  private InterestStream() {}

  /** Runs a command and ends this JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(CommandLines.create().execute(arguments));
  }
}
