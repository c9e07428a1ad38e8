package io.intereststream.model.release;

/** Thrown when the JVM may not take as much memory outside its heap as a release needs. */
public final class NoDirectMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param what it was needed for
   * @param bytes all that was needed
   */
  public NoDirectMemoryException(String what, long bytes, Throwable cause) {
    super(
        "%s: %,d bytes of direct memory needed (found: %s)"
            .formatted(what, bytes, cause.getMessage()),
        cause);
  }
}
