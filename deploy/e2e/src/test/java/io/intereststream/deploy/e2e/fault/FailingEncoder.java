package io.intereststream.deploy.e2e.fault;

import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The real encoder, except that it fails at chosen moments. */
final class FailingEncoder implements IncrementalEncoder {
  /** Number of updates until the next failure, shared by the subtasks of this JVM. */
  private static final AtomicInteger LEFT = new AtomicInteger(Integer.MAX_VALUE);

  private static final AtomicInteger FAILURES = new AtomicInteger();

  private final IncrementalEncoder real;

  private FailingEncoder(IncrementalEncoder real) {
    this.real = real;
  }

  static EncoderProvider provider() {
    return (release, items) -> {
      Supplier<Encoder> real = release.encoders(items);
      return () -> new FailingEncoder((IncrementalEncoder) real.get());
    };
  }

  static void failAfter(int updates) {
    LEFT.set(updates);
  }

  static int failures() {
    return FAILURES.get();
  }

  @Override
  public int window() {
    return real.window();
  }

  @Override
  public int stateSize() {
    return real.stateSize();
  }

  @Override
  public void append(float[] state, int row) {
    real.append(state, row);
  }

  @Override
  public void interests(float[] state, int[] rows, Interests into) {
    if (LEFT.getAndDecrement() == 0) {
      FAILURES.incrementAndGet();
      throw new IllegalStateException("the failure that this test asks for");
    }
    real.interests(state, rows, into);
  }

  @Override
  public List<Interests> encode(List<int[]> histories) {
    return real.encode(histories);
  }
}
