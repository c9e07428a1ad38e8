package io.intereststream.deploy.bench.encoder;

import io.intereststream.deploy.bench.measure.Gate;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/**
 * The shortest CPU time of a piece of work that takes about a millisecond: what the code needs when
 * nothing disturbs it. The best of the slices A and of the slices A', between which other work was
 * measured, must agree.
 */
final class BestSlice {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Runnable work;
  private final int units;
  private final double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};

  /**
   * @param work one slice
   * @param units number of units, such as histories, of a slice
   */
  BestSlice(Runnable work, int units) {
    this.work = work;
    this.units = units;
  }

  /**
   * Runs slices for some time.
   *
   * @param half 0 for A, 1 for A'
   */
  void run(int half, long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long start = threads.getCurrentThreadCpuTime();
    do {
      work.run();
      long now = threads.getCurrentThreadCpuTime();
      best[half] = Math.min(best[half], (now - start) / 1e9);
      start = now;
    } while (System.nanoTime() < end);
  }

  /** Relative difference between the best of both halves. */
  double spread() {
    return Gate.spread(best);
  }

  /** Units per second in the best slice. */
  double perSecond() {
    return units / Math.min(best[0], best[1]);
  }
}
