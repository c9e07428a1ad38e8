package io.intereststream.deploy;

import io.intereststream.deploy.command.CommandLines;

/** The {@code interest-stream} command. */
public final class InterestStream {
  private InterestStream() {}

  /** Runs a command and ends this JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(CommandLines.create().execute(arguments));
  }
}
