package io.intereststream.deploy.bench.encoder;

import io.intereststream.history.HistoryChange;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.update.ViewerState;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Benchmark of reading and writing a viewer's state and of applying an event to the history. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork
public class StateBenchmark {
  private static final HistoryRules RULES = new HistoryRules(100, 25, 0, 0, 0);

  /** CMI's state with hidden = 64. */
  private static final int STATE = 64;

  /** Number of items in the history. */
  @Param({"5", "90"})
  public int items;

  private final ViewerState viewer = new ViewerState(new ViewerHistory(RULES));
  private final ViewerState growing = new ViewerState(new ViewerHistory(RULES));
  private byte[] bytes;
  private long time;

  /** Fills a viewer. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < items; i++) {
      viewer.history().apply(Signal.POSITIVE, random.nextLong(), 1000L * i, 1000L * i);
    }
    viewer.startEncoding(1, STATE);
    for (int i = 0; i < STATE; i++) {
      viewer.encoding()[i] = (float) random.nextDouble();
    }
    bytes = viewer.write();
  }

  /** Reads a viewer from bytes. */
  @Benchmark
  public ViewerState read() {
    viewer.read(bytes);
    return viewer;
  }

  /** Writes a viewer to bytes. */
  @Benchmark
  public byte[] write() {
    return viewer.write();
  }

  /** Applies an event, including occasional cuts. */
  @Benchmark
  public HistoryChange apply() {
    time++;
    return growing.history().apply(Signal.POSITIVE, time, time, time);
  }
}
