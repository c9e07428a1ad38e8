package io.intereststream.model.registry;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/**
 * Thrown if a release is rejected; the registry is unchanged. The message says what was found and
 * what was expected.
 */
public final class PublicationRejectedException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  private final boolean canBeForced;

  private PublicationRejectedException(String message, boolean canBeForced, Throwable cause) {
    super(ExitCode.CHECK_FAILED, message, cause);
    this.canBeForced = canBeForced;
  }

  /** The release is broken, or the registry has another release of this version. */
  static PublicationRejectedException forGood(String message, Throwable cause) {
    return new PublicationRejectedException(message, false, cause);
  }

  /** The release is worse than the active one, or cannot be compared with it. */
  static PublicationRejectedException unlessForced(String message, Throwable cause) {
    return new PublicationRejectedException(message, true, cause);
  }

  /**
   * Returns whether the release can still be published with {@link PublishRules#force} or without
   * activation.
   */
  public boolean canBeForced() {
    return canBeForced;
  }
}
