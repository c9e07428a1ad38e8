package io.intereststream.model.release;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/**
 * Thrown for a release or a registry that cannot be used; the message names the file or tensor,
 * what was found and what was expected. The reason either passes (a file that has not arrived yet,
 * a disk that is full), so that trying again makes sense, or is final.
 */
public final class ReleaseException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  /** Creates an exception with {@link ExitCode#ENVIRONMENT} for a final reason. */
  public ReleaseException(String message) {
    this(message, null);
  }

  /** Creates an exception with {@link ExitCode#ENVIRONMENT} for a final reason. */
  public ReleaseException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private ReleaseException(String message, Throwable cause, boolean passing) {
    super(ExitCode.ENVIRONMENT, message, cause);
    this.passing = passing;
  }

  /** Returns an exception with {@link ExitCode#ENVIRONMENT} for a reason that may pass. */
  public static ReleaseException passing(String message, Throwable cause) {
    return new ReleaseException(message, cause, true);
  }

  /** Returns whether the reason may pass without anybody writing another release. */
  public boolean isPassing() {
    return passing;
  }
}
