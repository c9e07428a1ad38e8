package io.intereststream.deploy.bench;

import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.model.encoder.cmi.CmiWeights;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A release without training: the item table is the generator's own item vectors, the categories
 * are its topics. The GRU's and the projection's weights are near the identity with seeded noise,
 * which makes the general interest similar to the items that were watched last.
 */
public final class SyntheticRelease {
  private static final int PROBES = 16;
  private static final double NOISE = 0.05;

  private final SyntheticLog data;
  private int hidden;
  private int window = 100;

  /** A release for a data set, window 100, hidden size equal to the dimension. */
  public SyntheticRelease(SyntheticLog data) {
    this.data = data;
    this.hidden = data.settings().dimension();
  }

  /** Sets the hidden size of the GRU. */
  public SyntheticRelease hidden(int size) {
    this.hidden = size;
    return this;
  }

  /** Sets the window. */
  public SyntheticRelease window(int items) {
    this.window = items;
    return this;
  }

  /** The name of the release: {@code synthetic-<seed>}. */
  public String version() {
    return "synthetic-" + data.settings().seed();
  }

  /**
   * Writes the release.
   *
   * @param directory folder of the release, which must not exist yet
   */
  public Release write(Path directory) throws ReleaseException {
    Map<String, Object> training = new LinkedHashMap<>();
    training.put("data", "derived from the generator's item vectors, not trained");
    training.put("generator", data.settings().toString());
    return new ReleaseWriter(version(), weights(), data.itemIds())
        .window(window)
        .createdAt(data.settings().start())
        .training(training)
        .write(directory, probe());
  }

  private CmiWeights weights() {
    SyntheticSettings settings = data.settings();
    Random random = new Random(settings.seed() + 2);
    int d = settings.dimension();
    return new CmiWeights(
        d,
        settings.topics(),
        hidden,
        flat(data.itemVectors()),
        flat(data.topicVectors()),
        gates(d, 2, random),
        gates(hidden, 0, random),
        nearIdentity(d, hidden, 1, random),
        noise(d, random));
  }

  /** The blocks reset, update and candidate, {@code [3·hidden, width]}. */
  private float[] gates(int width, double candidate, Random random) {
    float[] all = new float[3 * hidden * width];
    for (int block = 0; block < 3; block++) {
      float[] one = nearIdentity(hidden, width, block == 2 ? candidate : 0, random);
      System.arraycopy(one, 0, all, block * hidden * width, one.length);
    }
    return all;
  }

  private static float[] nearIdentity(int rows, int width, double diagonal, Random random) {
    float[] matrix = noise(rows * width, random);
    for (int i = 0; i < Math.min(rows, width); i++) {
      matrix[i * width + i] += (float) diagonal;
    }
    return matrix;
  }

  private static float[] noise(int length, Random random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (NOISE * random.nextGaussian());
    }
    return values;
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, all, row * rows[row].length, rows[row].length);
    }
    return all;
  }

  private List<int[]> probe() {
    Random random = new Random(data.settings().seed() + 3);
    int items = data.settings().items();
    return IntStream.range(0, PROBES)
        .mapToObj(i -> random.ints(1 + i * window / (PROBES - 1), 0, items).toArray())
        .toList();
  }
}
