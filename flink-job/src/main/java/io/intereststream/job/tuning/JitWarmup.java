package io.intereststream.job.tuning;

/**
 * Warms up the JIT for code that otherwise runs only on a release change.
 *
 * <p>The JVM omits from compiled code what it has never seen happen, and discards the compiled code
 * when it happens for the first time. The first report of an activation (a string in a union that
 * Avro had not written before) and the first update without an event did that to the code that
 * writes every update: recompiling took 0.3 to 0.6 s each (measured with JFR), in the very second
 * in which each event encodes a history afresh. So this code runs before the first event, often
 * enough for the JVM to have seen it when it compiles. {@link TuningOptions#JIT_WARMUP} switches it
 * off.
 */
public final class JitWarmup {
  private static final int TIMES = 10_000;

  private JitWarmup() {}

  /** Runs work often enough for the JIT to have seen it; it has no effect outside. */
  public static void run(Runnable work) {
    for (int i = 0; i < TIMES; i++) {
      work.run();
    }
  }
}
