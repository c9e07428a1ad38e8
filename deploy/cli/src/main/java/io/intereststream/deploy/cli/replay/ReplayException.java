package io.intereststream.deploy.cli.replay;

/** A replay that cannot start or go on; the message names the broker, topic or file. */
public final class ReplayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReplayException(String message) {
    super(message);
  }

  ReplayException(String message, Throwable cause) {
    super(message, cause);
  }
}
