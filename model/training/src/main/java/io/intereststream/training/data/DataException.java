package io.intereststream.training.data;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/**
 * Training data that cannot be used; the message names file and line, what is there, what was
 * expected and what to do.
 */
public final class DataException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  DataException(String message) {
    super(ExitCode.ENVIRONMENT, message);
  }

  DataException(String message, Throwable cause) {
    super(ExitCode.ENVIRONMENT, message, cause);
  }
}
