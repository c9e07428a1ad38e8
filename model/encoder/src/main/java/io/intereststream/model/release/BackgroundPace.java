package io.intereststream.model.release;

import java.util.concurrent.locks.LockSupport;

/**
 * Rests for a thread of {@link Thread#MIN_PRIORITY}, which Linux's JVM would run like any other: it
 * works a sixteenth of the time, so that a job that goes on with another release does not feel it.
 * Other threads do not rest. One for each thread and loop.
 */
public final class BackgroundPace {

  /** Work between two rests: shorter than what a scheduler gives a thread at a time. */
  private static final long STRETCH_NANOS = 1_000_000;

  /** Length of a rest, as a multiple of the work before it. */
  private static final int REST = 15;

  private final boolean rests = Thread.currentThread().getPriority() == Thread.MIN_PRIORITY;
  private long since = System.nanoTime();

  /** Rests if it is time to. */
  public void rest() {
    if (!rests) {
      return;
    }
    long worked = System.nanoTime() - since;
    if (worked >= STRETCH_NANOS) {
      LockSupport.parkNanos(REST * worked);
      since = System.nanoTime();
    }
  }
}
