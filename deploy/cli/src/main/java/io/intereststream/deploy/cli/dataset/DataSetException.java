package io.intereststream.deploy.cli.dataset;

/** A data set that cannot be read; the message names file, line, column and remedy. */
public final class DataSetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DataSetException(String message) {
    super(message);
  }

  DataSetException(String message, Throwable cause) {
    super(message, cause);
  }
}
