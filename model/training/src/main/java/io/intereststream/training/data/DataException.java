package io.intereststream.training.data;

/**
 * Training data that cannot be used; the message names file and line, what is there, what was
 * expected and what to do.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DataException(String message) {
    super(message);
  }

  DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
