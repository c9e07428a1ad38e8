package io.intereststream.training.train;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;

/** A run that cannot begin, or cannot go on; the message says why and what can be done. */
public final class TrainingException extends InterestStreamException {
  private static final long serialVersionUID = 1;

  /** Creates one. */
  public TrainingException(String message) {
    super(ExitCode.ENVIRONMENT, message);
  }

  private TrainingException(ExitCode exitCode, String message) {
    super(exitCode, message);
  }

  /** The data are not enough to train or to judge on. */
  public static TrainingException tooLittleData(String message) {
    return new TrainingException(ExitCode.CHECK_FAILED, message);
  }

  /** Creates one with a cause. */
  public TrainingException(String message, Throwable cause) {
    super(ExitCode.ENVIRONMENT, message, cause);
  }
}
