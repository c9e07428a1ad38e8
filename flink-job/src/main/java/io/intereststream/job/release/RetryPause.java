package io.intereststream.job.release;

import java.time.Duration;

/** The pauses between attempts: 1 s, then each twice as long as the one before, up to 5 min. */
public final class RetryPause {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private Duration next = FIRST;

  /** Returns the pause after another failed attempt. */
  public Duration next() {
    Duration pause = next;
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return pause;
  }

  /** Starts again with the shortest pause. */
  public void reset() {
    next = FIRST;
  }
}
