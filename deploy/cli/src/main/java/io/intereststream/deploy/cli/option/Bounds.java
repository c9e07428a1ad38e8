package io.intereststream.deploy.cli.option;

import io.intereststream.error.InterestStreamException;

/** Checks the bounds of numbers on the command line. */
public final class Bounds {
  private Bounds() {}

  /** Rejects a value below {@code least}. */
  public static void atLeast(long least, String option, long value) {
    if (value < least) {
      throw InterestStreamException.usage(
          "%s: %d (expected: at least %d)".formatted(option, value, least));
    }
  }

  /** Rejects a value outside a range. */
  public static void within(long least, long most, String option, long value) {
    if (value < least || value > most) {
      throw InterestStreamException.usage(
          "%s: %d (expected: %d to %d)".formatted(option, value, least, most));
    }
  }
}
