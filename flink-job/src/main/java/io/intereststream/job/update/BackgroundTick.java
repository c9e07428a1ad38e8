package io.intereststream.job.update;

import java.time.InstantSource;

/** The timer for work between events; at most one is pending. */
final class BackgroundTick {
  /** Time until the next tick, and maximum wait of a viewer in an incomplete batch. */
  private static final long DELAY_MS = 10;

  private final Timers timers;
  private final InstantSource clock;
  private boolean pending;

  BackgroundTick(Timers timers, InstantSource clock) {
    this.timers = timers;
    this.clock = clock;
  }

  /** Schedules the next background tick if none is pending. */
  void schedule() {
    if (!pending) {
      pending = true;
      timers.setTick(clock.millis() + DELAY_MS);
    }
  }

  /** Notes that the timer fired. */
  void fired() {
    pending = false;
  }
}
