package io.intereststream.history;

/** Thrown for a record that is not a valid watch event; the message says what was found. */
public final class InvalidEventException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidEventException(String message) {
    super(message);
  }
}
