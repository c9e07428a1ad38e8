package io.intereststream.job.release;

import java.time.Duration;

/** The pauses between attempts at something that may pass: 1 s, then each twice the last. */
public final class RetryPause {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private Duration next = FIRST;

  /** The pause after one more attempt that failed. */
  public Duration next() {
    Duration pause = next;
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return pause;
  }

  /** Begins with the shortest again. */
  public void reset() {
    next = FIRST;
  }
}
