package io.intereststream.history;

import java.util.concurrent.TimeUnit;

/**
 * Play time and duration of an event, with values out of range corrected: a play time below 0 or
 * above {@value #MAX_HOURS} h counts as 0, a duration below 1 ms or above {@value #MAX_HOURS} h as
 * unknown.
 *
 * @param watchMs play time in ms
 * @param durationMs length of the item in ms; null if unknown
 * @param corrected whether one of them was out of range
 */
public record PlayTime(long watchMs, Long durationMs, boolean corrected) {
  /** Longest play time and duration, in hours. */
  public static final int MAX_HOURS = 24;

  private static final long MAX_MS = TimeUnit.HOURS.toMillis(MAX_HOURS);

  /** Returns the values as an event gives them, corrected where they are out of range. */
  public static PlayTime of(long watchMs, Long durationMs) {
    boolean watchValid = watchMs >= 0 && watchMs <= MAX_MS;
    boolean durationValid = durationMs == null || durationMs >= 1 && durationMs <= MAX_MS;
    return new PlayTime(
        watchValid ? watchMs : 0,
        durationValid ? durationMs : null,
        !(watchValid && durationValid));
  }
}
