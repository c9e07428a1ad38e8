package io.intereststream.deploy.bench.encoder;

import io.intereststream.model.encoder.cmi.CmiWeights;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A CMI release with random weights, of any size. Its recommendations are meaningless, but it takes
 * the time and memory of a trained release. Its items are {@code item-0}, {@code item-1} ….
 */
public final class RandomRelease {
  private static final int PROBES = 16;

  private RandomRelease() {}

  /**
   * Writes a release. While it is written, the item table is on the heap twice: a million items of
   * dimension 64 need {@code -Xmx2g}.
   *
   * @param directory folder of the release, which must not exist yet; its name is the version
   */
  public static Release write(Path directory, ModelSizes sizes, long seed) throws ReleaseException {
    SplittableRandom random = new SplittableRandom(seed);
    int d = sizes.dimension();
    int hidden = sizes.hidden();
    CmiWeights weights =
        new CmiWeights(
            d,
            sizes.interests(),
            hidden,
            uniform(random, sizes.items(), d),
            uniform(random, sizes.interests(), d),
            uniform(random, 3 * hidden, d),
            uniform(random, 3 * hidden, hidden),
            uniform(random, d, hidden),
            uniform(random, 1, d));
    List<String> ids = IntStream.range(0, sizes.items()).mapToObj(i -> "item-" + i).toList();
    List<int[]> probe =
        IntStream.range(0, PROBES)
            .map(i -> 1 + i * (sizes.window() - 1) / (PROBES - 1))
            .mapToObj(length -> random.ints(length, 0, sizes.items()).toArray())
            .toList();
    return new ReleaseWriter(directory.getFileName().toString(), weights, ids)
        .window(sizes.window())
        .write(directory, probe);
  }

  /**
   * Returns a row-major matrix of values uniform in ±1/√columns, as the paper's code initialises
   * it.
   */
  private static float[] uniform(SplittableRandom random, int rows, int columns) {
    double most = 1 / Math.sqrt(columns);
    float[] values = new float[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (most * (2 * random.nextDouble() - 1));
    }
    return values;
  }
}
