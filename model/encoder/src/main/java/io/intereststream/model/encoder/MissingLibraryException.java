package io.intereststream.model.encoder;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/**
 * Thrown if a library that encoders need cannot be loaded on this machine. No release is at fault,
 * and trying again does not help.
 */
public final class MissingLibraryException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with {@link ExitCode#ENVIRONMENT}. */
  public MissingLibraryException(String message, LinkageError cause) {
    super(ExitCode.ENVIRONMENT, message, cause);
  }
}
