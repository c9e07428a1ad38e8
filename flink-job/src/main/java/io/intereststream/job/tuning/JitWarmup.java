package io.intereststream.job.tuning;

/**
 * Warms up the JIT for code that otherwise runs only on a release change.
 *
 * <p>The JVM leaves out of compiled code what it has never seen happen. The first time that it does
 * happen, it throws the compiled code away. The first report of an activation (a string in a union
 * that Avro had not seen) and the first update without an event cost the code that writes every
 * update: 0.3 to 0.6 s each to compile anew, by JFR, in just the second in which each event encodes
 * a history afresh. So this code runs before the first event, so often that the JVM has seen it
 * when it compiles.
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
