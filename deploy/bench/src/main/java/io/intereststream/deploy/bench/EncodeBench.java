package io.intereststream.deploy.bench;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Compares the job's encoder with libtorch's batched forward pass of the same model (CMI as in the
 * paper) on whole histories, both on one thread, and measures the steps of one event.
 */
public final class EncodeBench {
  static final ModelSizes SIZES = new ModelSizes(10_000, 64, 8, 64, 100);
  private static final int HISTORIES = 1024;
  private static final int APPENDS = 200_000;

  private final Path folder;
  private final int repetitions;

  /**
   * @param folder for the release
   * @param repetitions interleaved runs
   */
  public EncodeBench(Path folder, int repetitions) {
    this.folder = folder;
    this.repetitions = repetitions;
  }

  /** Runs the benchmark, which takes about a minute. */
  public EncodeReport run() throws ReleaseException {
    Path directory = folder.resolve("random");
    try (Release release = RandomRelease.write(directory, SIZES, 1)) {
      List<int[]> histories = histories(HISTORIES);
      Encoder encoder = release.encoders().get();
      Encoder libtorch = new LibtorchEncoder(directory, SIZES.items(), SIZES.window());
      double difference = difference(encoder.encode(histories), libtorch.encode(histories));
      double[] ours = new double[repetitions];
      double[] theirs = new double[repetitions];
      double[] append = new double[repetitions];
      double[] computed = new double[repetitions];
      double[] interests = new double[repetitions];
      IncrementalEncoder stateful = (IncrementalEncoder) encoder;
      IncrementalEncoder without = (IncrementalEncoder) release.encoders(ItemTables.COMPUTED).get();
      int[] rows = histories.stream().flatMapToInt(Arrays::stream).toArray();
      for (int i = 0; i < repetitions; i++) {
        ours[i] = HISTORIES / seconds(() -> encoder.encode(histories));
        theirs[i] = HISTORIES / seconds(() -> libtorch.encode(histories));
        append[i] = seconds(() -> append(stateful, rows)) / APPENDS * 1e6;
        computed[i] = seconds(() -> append(without, rows)) / APPENDS * 1e6;
        interests[i] = seconds(() -> interests(stateful, rows)) / APPENDS * 1e6;
      }
      double whole = Medians.of(ours);
      double forward = Medians.of(theirs);
      return new EncodeReport(
          whole,
          forward,
          whole / forward,
          Medians.of(append),
          Medians.of(computed),
          Medians.of(interests),
          difference);
    }
  }

  /** Histories of random items, of the length of the window. */
  static List<int[]> histories(int count) {
    SplittableRandom random = new SplittableRandom(2);
    return IntStream.range(0, count)
        .mapToObj(i -> random.ints(SIZES.window(), 0, SIZES.items()).toArray())
        .toList();
  }

  private static double difference(List<Interests> ours, List<Interests> theirs) {
    double largest = 0;
    for (int v = 0; v < ours.size(); v++) {
      for (int i = 0; i < SIZES.interests() * SIZES.dimension(); i++) {
        double difference = ours.get(v).vectors()[i] - theirs.get(v).vectors()[i];
        largest = Math.max(largest, Math.abs(difference));
      }
    }
    return largest;
  }

  private static void append(IncrementalEncoder encoder, int[] rows) {
    float[] state = new float[encoder.stateSize()];
    for (int i = 0; i < APPENDS; i++) {
      if (i % SIZES.window() == 0) {
        Arrays.fill(state, 0f);
      }
      encoder.append(state, rows[i % rows.length]);
    }
  }

  private static void interests(IncrementalEncoder encoder, int[] rows) {
    float[] state = new float[encoder.stateSize()];
    int[] history = Arrays.copyOf(rows, SIZES.window());
    encoder.append(state, history);
    Interests into = new Interests(SIZES.interests(), SIZES.dimension());
    for (int i = 0; i < APPENDS; i++) {
      encoder.interests(state, history, into);
    }
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
