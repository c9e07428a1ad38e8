package io.intereststream.job.config;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.util.List;

/** Thrown if options are wrong; the message names all of them. */
public final class InvalidOptionsException extends InterestStreamException {
  private static final long serialVersionUID = 1L;

  InvalidOptionsException(List<String> faults) {
    super(ExitCode.USAGE, String.join("\n", faults));
  }
}
