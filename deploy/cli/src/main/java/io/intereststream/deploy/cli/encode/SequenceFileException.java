package io.intereststream.deploy.cli.encode;

/** A file of sequences that cannot be encoded; the message begins with {@code file:line}. */
public final class SequenceFileException extends Exception {
  private static final long serialVersionUID = 1L;

  SequenceFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
