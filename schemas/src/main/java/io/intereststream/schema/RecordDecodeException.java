package io.intereststream.schema;

/**
 * Bytes that are not a record of the expected type. The message says what was found and what was
 * expected. The same bytes fail again however often they are tried.
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
