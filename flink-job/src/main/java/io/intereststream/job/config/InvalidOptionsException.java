package io.intereststream.job.config;

import java.util.List;

/** Thrown when options are wrong; the message names every one of them. */
public final class InvalidOptionsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidOptionsException(List<String> faults) {
    super(String.join("\n", faults));
  }
}
