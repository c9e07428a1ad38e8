package io.intereststream.job.tuning;

/**
 * Warms up the JIT for code that otherwise runs only on a release change.
 *
 * <p>The JVM compiles only branches that it has seen, and discards the compiled code when another
 * branch is taken for the first time. The first report of an activation (a string in a union that
 * Avro had not written before) and the first update without an event did this to the code that
 * writes every update. Each recompilation took 0.3 to 0.6 s (measured with JFR), just when each
 * event makes the job encode a whole history. Therefore this code runs before the first event,
 * often enough for the JVM to compile it. {@link TuningOptions#JIT_WARMUP} switches it off.
 */
public final class JitWarmup {
  private static final int TIMES = 10_000;

  private JitWarmup() {}

  /** Runs work often enough for the JIT to compile it; the work must have no side effects. */
  public static void run(Runnable work) {
    for (int i = 0; i < TIMES; i++) {
      work.run();
    }
  }
}
