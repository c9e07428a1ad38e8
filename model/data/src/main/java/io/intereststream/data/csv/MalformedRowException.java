package io.intereststream.data.csv;

/**
 * Thrown for a malformed row; the message names the column, what it holds and what was expected.
 */
public final class MalformedRowException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedRowException(String reason) {
    // It is caught where the row was read, so the stack trace would tell nothing.
    super(reason, null, false, false);
  }
}
