package io.intereststream.deploy.cli.option;

import io.intereststream.error.InterestStreamException;

/** Bounds of numbers on the command line. */
public final class Bounds {
  private Bounds() {}

  /** Refuses a value below the least. */
  public static void atLeast(long least, String option, long value) {
    if (value < least) {
      throw InterestStreamException.usage(
          "%s: %d (expected: at least %d)".formatted(option, value, least));
    }
  }

  /** Refuses a value outside of a range. */
  public static void within(long least, long most, String option, long value) {
    if (value < least || value > most) {
      throw InterestStreamException.usage(
          "%s: %d (expected: %d to %d)".formatted(option, value, least, most));
    }
  }
}
