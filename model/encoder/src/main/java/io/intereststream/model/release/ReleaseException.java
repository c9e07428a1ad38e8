package io.intereststream.model.release;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/**
 * Thrown for a release or a registry that cannot be used; the message names the file or tensor,
 * what was found and what was expected. The reason is either temporary (a file that has not arrived
 * yet, a full disk), so that trying again makes sense, or permanent.
 */
public final class ReleaseException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  private final boolean temporary;

  /** Creates an exception with {@link ExitCode#ENVIRONMENT} for a permanent reason. */
  public ReleaseException(String message) {
    this(message, null);
  }

  /** Creates an exception with {@link ExitCode#ENVIRONMENT} for a permanent reason. */
  public ReleaseException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private ReleaseException(String message, Throwable cause, boolean temporary) {
    super(ExitCode.ENVIRONMENT, message, cause);
    this.temporary = temporary;
  }

  /** Returns an exception with {@link ExitCode#ENVIRONMENT} for a temporary reason. */
  public static ReleaseException temporary(String message, Throwable cause) {
    return new ReleaseException(message, cause, true);
  }

  /** Returns whether the reason is temporary: the same release may become usable. */
  public boolean isTemporary() {
    return temporary;
  }
}
