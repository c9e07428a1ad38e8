package io.intereststream.model.release;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/**
 * Thrown for a release or a registry that cannot be used; the message names the file or tensor,
 * what was found and what was expected.
 */
public final class ReleaseException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with {@link ExitCode#ENVIRONMENT}. */
  public ReleaseException(String message) {
    this(message, null);
  }

  /** Creates an exception with {@link ExitCode#ENVIRONMENT}. */
  public ReleaseException(String message, Throwable cause) {
    super(ExitCode.ENVIRONMENT, message, cause);
  }
}
