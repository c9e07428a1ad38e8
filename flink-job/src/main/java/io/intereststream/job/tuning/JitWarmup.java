package io.intereststream.job.tuning;

import java.util.function.IntConsumer;

/**
 * Warms up the JIT for code that otherwise runs only on a release change.
 *
 * <p>The JVM leaves out of compiled code what it has never seen happen. The first time that it does
 * happen, in the second after a release change in which there is most to do, it throws the compiled
 * code away and runs for seconds without. So the code of a release change runs before the first
 * event, so often that the JVM has seen it when it compiles.
 */
public final class JitWarmup {
  private static final int TIMES = 10_000;

  private JitWarmup() {}

  /**
   * Runs work often enough for the JIT to have seen it.
   *
   * @param work takes the number of the run, from 0; without effect outside
   */
  public static void run(IntConsumer work) {
    for (int i = 0; i < TIMES; i++) {
      work.accept(i);
    }
  }
}
