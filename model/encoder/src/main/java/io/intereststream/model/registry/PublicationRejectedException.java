package io.intereststream.model.registry;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/**
 * Thrown for a release that may not be published; the registry is as it was. The message says what
 * was found and what was expected.
 */
public final class PublicationRejectedException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  private final boolean forcible;

  private PublicationRejectedException(String message, boolean forcible, Throwable cause) {
    super(ExitCode.CHECK_FAILED, message, cause);
    this.forcible = forcible;
  }

  /** The release is broken, or its version is taken. */
  static PublicationRejectedException forGood(String message, Throwable cause) {
    return new PublicationRejectedException(message, false, cause);
  }

  /** The release compares badly with the active one, or cannot be compared. */
  static PublicationRejectedException unlessForced(String message, Throwable cause) {
    return new PublicationRejectedException(message, true, cause);
  }

  /** Returns whether {@link PublishRules#force} would let it pass, and not activating it too. */
  public boolean forcible() {
    return forcible;
  }
}
