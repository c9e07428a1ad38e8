package io.intereststream.deploy.audit.record;

/** A record that does not hold what its topic should hold; the message says what was found. */
public final class UnusableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableRecordException(String message) {
    super(message);
  }

  UnusableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
