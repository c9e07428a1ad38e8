package io.intereststream.training.train;

/** A run that cannot begin, or cannot go on; the message says why and what can be done. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates one. */
  public TrainingException(String message) {
    super(message);
  }

  /** Creates one with a cause. */
  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
