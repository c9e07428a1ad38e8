package io.intereststream.deploy.audit.record;

/** Thrown for a record that its topic should not contain; the message says what was found. */
public final class UnusableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableRecordException(String message) {
    super(message);
  }

  UnusableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
