package io.intereststream.schema;

/**
 * Bytes that are not a record of the expected type. The message says what was found and what was
 * expected. Trying the same bytes again is of no use.
 */
public final class RecordDecodeException extends Exception {

  private static final long serialVersionUID = 1L;

  RecordDecodeException(String message) {
    super(message);
  }

  RecordDecodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
