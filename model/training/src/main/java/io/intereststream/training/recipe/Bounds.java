package io.intereststream.training.recipe;

/** Checks of option values; a wrong value causes an {@link IllegalArgumentException}. */
public final class Bounds {
  private Bounds() {}

  /** Requires a number of at least {@code least}. */
  public static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d or more)".formatted(option, value, least));
    }
  }

  /** Requires a finite number of 0 or more. */
  public static void notNegative(String option, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException("%s: %s (expected: 0 or more)".formatted(option, value));
    }
  }

  /** Requires a finite number above 0. */
  public static void positive(String option, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException("%s: %s (expected: more than 0)".formatted(option, value));
    }
  }

  /** Requires a number from 0 to 1. */
  public static void share(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("%s: %s (expected: 0 to 1)".formatted(option, value));
    }
  }
}
