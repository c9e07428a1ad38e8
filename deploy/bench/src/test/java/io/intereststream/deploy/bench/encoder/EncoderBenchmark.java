package io.intereststream.deploy.bench.encoder;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.serving.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Benchmark of the encoder's loops with vector instructions. {@link Plain} measures the same
 * without them. CMI as in the paper, 10,000 items, d = hidden = 64, 8 interests.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class EncoderBenchmark {
  private static final ModelSizes SIZES = EncodeBench.SIZES;
  private static final int HISTORIES = 64;

  private IncrementalEncoder encoder;
  private IncrementalEncoder computing;
  private List<int[]> histories;
  private float[] state;
  private float[] full;
  private Interests interests;
  private int next;

  /** The same in plain Java. */
  @Fork(jvmArgsAppend = "-Dinterest.loops=plain")
  public static class Plain extends EncoderBenchmark {}

  /** Writes a release with random weights. */
  @Setup
  public void prepare() throws Exception {
    Path folder = Files.createTempDirectory("interest-stream-jmh-");
    Release release = RandomRelease.write(folder.resolve("random"), SIZES, 1);
    encoder = (IncrementalEncoder) release.encoders().get();
    computing = (IncrementalEncoder) release.encoders(ItemTables.COMPUTED).get();
    histories = EncodeBench.histories(HISTORIES);
    state = new float[encoder.stateSize()];
    full = new float[encoder.stateSize()];
    encoder.append(full, histories.get(0));
    interests = new Interests(SIZES.interests(), SIZES.dimension());
  }

  private int row() {
    int position = next++ % (HISTORIES * SIZES.window());
    if (position % SIZES.window() == 0) {
      Arrays.fill(state, 0f);
    }
    return histories.get(position / SIZES.window())[position % SIZES.window()];
  }

  /** Appends an item from the precomputed table. */
  @Benchmark
  public float[] append() {
    encoder.append(state, row());
    return state;
  }

  /** Appends an item without a precomputed table. */
  @Benchmark
  public float[] appendComputed() {
    computing.append(state, row());
    return state;
  }

  /** Computes the interests of a state. */
  @Benchmark
  public Interests interests() {
    encoder.interests(full, histories.get(0), interests);
    return interests;
  }

  /** Encodes histories of 100 items in a batch. */
  @Benchmark
  @OperationsPerInvocation(HISTORIES)
  public List<Interests> wholeHistory() {
    return ((Encoder) encoder).encode(histories);
  }
}
