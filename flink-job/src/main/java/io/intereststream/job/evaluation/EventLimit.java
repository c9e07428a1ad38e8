package io.intereststream.job.evaluation;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lets a maximum number of events through in each second. Not thread-safe. */
final class EventLimit {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int perSecond;
  private final LongSupplier nanoTime;
  private long start;
  private int taken;

  /**
   * @param nanoTime the JVM's time source
   */
  EventLimit(int perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Whether another event may pass now; counts it if so. */
  boolean take() {
    long now = nanoTime.getAsLong();
    if (now - start >= SECOND) {
      start = now;
      taken = 0;
    }
    if (taken == perSecond) {
      return false;
    }
    taken++;
    return true;
  }
}
