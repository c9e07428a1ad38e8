package io.intereststream.model.release;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/** Thrown when the JVM's limit of direct memory is too low for a release. */
public final class NoDirectMemoryException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param what what the memory is for
   * @param bytes required in total
   */
  public NoDirectMemoryException(String what, long bytes, Throwable cause) {
    super(
        ExitCode.ENVIRONMENT,
        "%s: %,d bytes of direct memory needed (found: %s)"
            .formatted(what, bytes, cause.getMessage()),
        cause);
  }
}
