package io.intereststream.model.release;

/**
 * Thrown for a release that cannot be used; the message names the file or tensor, what was found
 * and what was expected.
 */
public final class ReleaseException extends Exception {
  private static final long serialVersionUID = 1L;

  public ReleaseException(String message) {
    super(message);
  }

  public ReleaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
