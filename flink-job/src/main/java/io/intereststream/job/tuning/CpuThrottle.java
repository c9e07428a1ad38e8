package io.intereststream.job.tuning;

import io.intereststream.model.release.Throttle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets a loop run for a sixteenth of the time: after each millisecond of work it sleeps for
 * fifteen. {@link TuningOptions#CPU_THROTTLE} switches it off.
 *
 * <p>Reason: a release is loaded while the job updates viewers with another one, on the same
 * processors. On Linux, the JVM ignores thread priorities. Without sleeping, loading would take its
 * full share of a processor and delay updates until it ends.
 */
public final class CpuThrottle implements Throttle {

  /** Work between two sleeps, in ns: shorter than a scheduler's time slice. */
  static final long WORK_NANOS = 1_000_000;

  /** Length of a sleep, as a multiple of the work before it. */
  static final int SLEEP = 15;

  private final LongSupplier clock;
  private final LongConsumer sleep;

  /**
   * Creates a throttle.
   *
   * @param nanoTime the JVM's time source
   */
  public CpuThrottle(LongSupplier nanoTime) {
    this(nanoTime, LockSupport::parkNanos);
  }

  /**
   * Creates a throttle with a given sleep function.
   *
   * @param clock time source, in ns
   * @param sleep sleeps for a number of ns
   */
  CpuThrottle(LongSupplier clock, LongConsumer sleep) {
    this.clock = clock;
    this.sleep = sleep;
  }

  @Override
  public Loop startLoop() {
    return new SleepingLoop();
  }

  private final class SleepingLoop implements Loop {

    private long since = clock.getAsLong();

    @Override
    public void afterStep() {
      long worked = clock.getAsLong() - since;
      if (worked >= WORK_NANOS) {
        sleep.accept(SLEEP * worked);
        since = clock.getAsLong();
      }
    }
  }
}
