package io.intereststream.deploy.bench;

import io.intereststream.encoder.Encoder;
import io.intereststream.encoder.Interests;
import io.intereststream.encoder.ItemTables;
import io.intereststream.encoder.ModelSizes;
import io.intereststream.encoder.Release;
import io.intereststream.encoder.ReleaseException;
import io.intereststream.encoder.Safetensors;
import io.intereststream.encoder.StatefulEncoder;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import io.intereststream.training.train.Models;
import io.intereststream.training.train.Recipe;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The job's encoder beside libtorch's batched forward of the same model, in the paper's form, both
 * on one thread: whole histories; and the steps that an event costs.
 */
public final class EncodeBench {
  private static final ModelSizes SIZES = new ModelSizes(10_000, 64, 8, 64, 100);
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

  /** Runs all of it; about a minute. */
  public EncodeReport run() throws ReleaseException {
    Compute.use(Compute.Where.CPU, 1);
    Path directory = folder.resolve("random");
    try (Release release = RandomRelease.write(directory, SIZES, 1)) {
      List<int[]> histories = histories();
      Encoder encoder = release.encoders().get();
      InterestSearch forward = new InterestSearch(model(directory), SIZES.window());
      double difference = difference(encoder.encode(histories), forward.vectors(histories));
      double[] ours = new double[repetitions];
      double[] theirs = new double[repetitions];
      double[] append = new double[repetitions];
      double[] computed = new double[repetitions];
      double[] interests = new double[repetitions];
      StatefulEncoder stateful = (StatefulEncoder) encoder;
      StatefulEncoder without = (StatefulEncoder) release.encoders(ItemTables.COMPUTED).get();
      int[] rows = histories.stream().flatMapToInt(Arrays::stream).toArray();
      for (int i = 0; i < repetitions; i++) {
        ours[i] = HISTORIES / seconds(() -> encoder.encode(histories));
        theirs[i] = HISTORIES / seconds(() -> forward.vectors(histories));
        append[i] = seconds(() -> append(stateful, rows)) / APPENDS * 1e6;
        computed[i] = seconds(() -> append(without, rows)) / APPENDS * 1e6;
        interests[i] = seconds(() -> interests(stateful, rows)) / APPENDS * 1e6;
      }
      double whole = Medians.of(ours);
      double libtorch = Medians.of(theirs);
      return new EncodeReport(
          whole,
          libtorch,
          whole / libtorch,
          Medians.of(append),
          Medians.of(computed),
          Medians.of(interests),
          difference);
    }
  }

  private static List<int[]> histories() {
    SplittableRandom random = new SplittableRandom(2);
    return IntStream.range(0, HISTORIES)
        .mapToObj(i -> random.ints(SIZES.window(), 0, SIZES.items()).toArray())
        .toList();
  }

  /** The release's model in libtorch. */
  private static InterestModel model(Path release) throws ReleaseException {
    InterestModel model = Models.create(Recipe.preset("cmi-paper"), SIZES.items(), 1);
    Tensors.assign(
        model.parameters(), Safetensors.open(release.resolve("weights.safetensors")).allFloats());
    return model;
  }

  private static double difference(List<Interests> ours, List<InterestSearch.Vectors> theirs) {
    double largest = 0;
    for (int v = 0; v < ours.size(); v++) {
      for (int i = 0; i < SIZES.interests() * SIZES.dimension(); i++) {
        double difference = ours.get(v).vectors()[i] - theirs.get(v).interests()[i];
        largest = Math.max(largest, Math.abs(difference));
      }
    }
    return largest;
  }

  private static void append(StatefulEncoder encoder, int[] rows) {
    float[] state = new float[encoder.stateSize()];
    for (int i = 0; i < APPENDS; i++) {
      if (i % SIZES.window() == 0) {
        Arrays.fill(state, 0f);
      }
      encoder.append(state, rows[i % rows.length]);
    }
  }

  private static void interests(StatefulEncoder encoder, int[] rows) {
    float[] state = new float[encoder.stateSize()];
    for (int i = 0; i < SIZES.window(); i++) {
      encoder.append(state, rows[i]);
    }
    Interests into = new Interests(SIZES.interests(), SIZES.dimension());
    for (int i = 0; i < APPENDS; i++) {
      encoder.interests(state, SIZES.window(), into);
    }
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
