package io.intereststream.deploy.bench.encoder;

import io.intereststream.deploy.bench.measure.Gate;
import io.intereststream.error.InterestStreamException;
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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Compares the job's encoder with libtorch's batched forward pass of the same model (CMI as in the
 * paper) on whole histories, both on one thread, and measures what the encoder and the viewer's
 * state cost per event.
 */
public final class EncodeBench {
  /** Sizes of the release. */
  public static final ModelSizes SIZES = new ModelSizes(10_000, 64, 8, 64, 100);

  private static final int SLACK = SIZES.window() / 4;
  private static final int HISTORIES = 1024;

  /** Histories that the job's encoder encodes in about a millisecond. */
  private static final int SLICE = 16;

  /** Histories of a batch of libtorch, which is fastest with large batches. */
  private static final int BATCH = 256;

  private static final long ENCODER_MS = 200;
  private static final long LIBTORCH_MS = 400;

  /** Rounds of loops for each repetition. */
  private static final int ROUNDS = 40;

  private static final int LEAST_ROUNDS = 100;

  /** More repetitions than asked for, until the best slices agree. */
  private static final int MOST_MORE = 30;

  private final Path folder;
  private final int repetitions;
  private final boolean strict;

  /**
   * @param folder for the release
   * @param repetitions interleaved runs
   * @param strict whether to refuse figures whose repetitions do not agree
   */
  public EncodeBench(Path folder, int repetitions, boolean strict) {
    this.folder = folder;
    this.repetitions = repetitions;
    this.strict = strict;
  }

  /** Encoder and libtorch on whole histories. */
  private record Whole(BestSlice encoder, BestSlice libtorch, double difference) {
    double spread() {
      return Math.max(encoder.spread(), libtorch.spread());
    }
  }

  /**
   * Runs the benchmark, which takes about a minute.
   *
   * @throws InterestStreamException as a failed check, if repetitions do not agree
   */
  public EncodeReport run() throws ReleaseException {
    Path directory = folder.resolve("random");
    try (Release release = RandomRelease.write(directory, SIZES, 1)) {
      Whole whole = whole(release, directory);
      ViewerLoops viewers = new ViewerLoops(release, SLACK);
      double encoderUs = viewers.encoderUs(rounds(repetitions), strict);
      Map<String, Double> loops = loops(release, viewers).measure(rounds(repetitions), strict);
      // Last, because it loads another class of tables, which would change the code of the other
      // loops.
      String without = "append without tables";
      Map<String, Double> computed =
          new Loops()
              .add(without, appending(stateful(release, ItemTables.COMPUTED), rows()))
              .measure(rounds(repetitions), strict);
      return new EncodeReport(
          whole.encoder.perSecond(),
          whole.libtorch.perSecond(),
          whole.encoder.perSecond() / whole.libtorch.perSecond(),
          encoderUs,
          loops.get("append"),
          computed.get(without),
          loops.get("interests"),
          loops.get("read and write"),
          whole.difference,
          !strict);
    }
  }

  private static int rounds(int repetitions) {
    return Math.max(LEAST_ROUNDS, ROUNDS * repetitions);
  }

  /**
   * CPU time of the job's encoder per event in µs, on the calling thread.
   *
   * @param directory folder of a release
   * @param strict whether to refuse times that do not agree
   */
  public static double encoderUs(Path directory, int repetitions, boolean strict)
      throws ReleaseException {
    try (Release release = Release.read(directory)) {
      return new ViewerLoops(release, SLACK).encoderUs(rounds(repetitions), strict);
    }
  }

  private Whole whole(Release release, Path directory) throws ReleaseException {
    List<int[]> histories = histories(HISTORIES);
    Encoder ours = release.encoders().get();
    Encoder libtorch = new LibtorchEncoder(directory, SIZES.items(), SIZES.window());
    double difference = difference(ours.encode(histories), libtorch.encode(histories));
    List<int[]> slice = histories.subList(0, SLICE);
    List<int[]> batch = histories.subList(0, BATCH);
    BestSlice warmUp = new BestSlice(() -> ours.encode(slice), SLICE);
    warmUp.run(0, 2 * LIBTORCH_MS);
    Whole whole =
        new Whole(
            new BestSlice(() -> ours.encode(slice), SLICE),
            new BestSlice(() -> libtorch.encode(batch), BATCH),
            difference);
    for (int i = 0; i < repetitions + MOST_MORE; i++) {
      if (i >= repetitions && (!strict || whole.spread() <= Gate.TOLERANCE)) {
        return whole;
      }
      for (int half = 0; half < 2; half++) {
        whole.encoder.run(half, ENCODER_MS);
        whole.libtorch.run(half, LIBTORCH_MS);
      }
    }
    if (whole.spread() <= Gate.TOLERANCE) {
      return whole;
    }
    throw InterestStreamException.checkFailed(
        ("whole histories: the best slices of two halves are %.0f %% apart (expected: at most"
                + " %.0f %%; nothing is reported because it would not be reliable; end other"
                + " programs)")
            .formatted(100 * whole.spread(), 100 * Gate.TOLERANCE));
  }

  private static Loops loops(Release release, ViewerLoops viewers) {
    IncrementalEncoder stateful = stateful(release, ItemTables.PRECOMPUTED);
    return new Loops()
        .add("append", appending(stateful, rows()))
        .add("interests", interests(stateful, rows()))
        .add("read and write", viewers.readAndWrite());
  }

  private static IncrementalEncoder stateful(Release release, ItemTables tables) {
    return (IncrementalEncoder) release.encoders(tables).get();
  }

  private static int[] rows() {
    return histories(HISTORIES).stream().flatMapToInt(Arrays::stream).toArray();
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

  private static Runnable appending(IncrementalEncoder encoder, int[] rows) {
    float[] state = new float[encoder.stateSize()];
    int[] next = new int[1];
    return () -> {
      for (int i = 0; i < Loops.CHUNK; i++) {
        if (i % SIZES.window() == 0) {
          Arrays.fill(state, 0f);
        }
        encoder.append(state, rows[next[0]++ % rows.length]);
      }
    };
  }

  private static Runnable interests(IncrementalEncoder encoder, int[] rows) {
    int[][] histories = new int[rows.length / SIZES.window()][];
    for (int h = 0; h < histories.length; h++) {
      int from = h * SIZES.window();
      histories[h] = Arrays.copyOfRange(rows, from, from + SIZES.window());
    }
    float[] state = new float[encoder.stateSize()];
    encoder.append(state, histories[0]);
    Interests into = new Interests(SIZES.interests(), SIZES.dimension());
    return () -> {
      for (int i = 0; i < Loops.CHUNK; i++) {
        encoder.interests(state, histories[i % histories.length], into);
      }
    };
  }
}
