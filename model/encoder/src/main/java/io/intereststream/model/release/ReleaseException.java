package io.intereststream.model.release;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/**
 * Thrown for a release that cannot be used; the message names the file or tensor, what was found
 * and what was expected.
 */
public final class ReleaseException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  public ReleaseException(String message) {
    super(ExitCode.ENVIRONMENT, message);
  }

  public ReleaseException(String message, Throwable cause) {
    super(ExitCode.ENVIRONMENT, message, cause);
  }
}
