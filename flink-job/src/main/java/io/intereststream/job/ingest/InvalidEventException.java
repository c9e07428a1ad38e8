package io.intereststream.job.ingest;

/** Thrown for a record that is no valid watch event; the message says what was found. */
public final class InvalidEventException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidEventException(String message) {
    super(message);
  }
}
