package io.intereststream.model.release;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/** Thrown when the JVM's limit of direct memory is too low for a release. */
public final class NoDirectMemoryException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param what what the memory is for
   * @param bytes required in total
   */
  public NoDirectMemoryException(String what, long bytes, Throwable cause) {
    super(
        ExitCode.ENVIRONMENT,
        ("%s: needs %,d bytes of direct memory, but the JVM's limit is too low: %s"
                + " (raise -XX:MaxDirectMemorySize)")
            .formatted(what, bytes, cause.getMessage()),
        cause);
  }
}
