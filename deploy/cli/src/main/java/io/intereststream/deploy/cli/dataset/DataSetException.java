package io.intereststream.deploy.cli.dataset;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/** A data set that cannot be read; the message names file, line, column and remedy. */
public final class DataSetException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  DataSetException(String message) {
    super(ExitCode.ENVIRONMENT, message);
  }

  DataSetException(String message, Throwable cause) {
    super(ExitCode.ENVIRONMENT, message, cause);
  }
}
