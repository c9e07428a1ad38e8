package io.intereststream.model.release;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/** Thrown when the JVM may not take as much memory outside its heap as a release needs. */
public final class NoDirectMemoryException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param what it was needed for
   * @param bytes all that was needed
   */
  public NoDirectMemoryException(String what, long bytes, Throwable cause) {
    super(
        ExitCode.ENVIRONMENT,
        "%s: %,d bytes of direct memory needed (found: %s)"
            .formatted(what, bytes, cause.getMessage()),
        cause);
  }
}
