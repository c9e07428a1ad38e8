package io.intereststream.deploy.cli.replay;

import java.util.concurrent.locks.LockSupport;

/** Determines when each event is due. */
interface Pace {
  /** As fast as the broker accepts events. */
  Pace UNLIMITED = (count, eventTimeMs) -> {};

  /**
   * Waits until an event is due; returns early when the thread is interrupted.
   *
   * @param count number of events before it
   * @param eventTimeMs event time
   */
  void await(long count, long eventTimeMs);

  /** A constant rate, evenly spaced. */
  static Pace rate(double eventsPerSecond) {
    long start = System.nanoTime();
    return (count, eventTimeMs) -> sleepUntil(start + (long) (count / eventsPerSecond * 1e9));
  }

  /** The pace of the event times, sped up by a factor. */
  static Pace compressed(double factor) {
    long start = System.nanoTime();
    return new Pace() {
      private Long first;

      @Override
      public void await(long count, long eventTimeMs) {
        if (first == null) {
          first = eventTimeMs;
        }
        sleepUntil(start + (long) ((eventTimeMs - first) / factor * 1e6));
      }
    };
  }

  private static void sleepUntil(long nanos) {
    long left;
    while ((left = nanos - System.nanoTime()) > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
    }
  }
}
