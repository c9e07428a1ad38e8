package io.intereststream.encoder;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Golden weights of the paper's own code as a release. Row 0 of the golden item table is padding
 * and left out: golden id n is item "n" in row n - 1.
 */
public final class GoldenRelease {

  private GoldenRelease() {}

  /**
   * Writes a release.
   *
   * @param name of the golden folder, {@code m64x8} or {@code m32x4}
   * @param directory of the release, must not exist yet
   */
  public static Release write(String name, Path directory) throws ReleaseException {
    CmiWeights weights = weights(name);
    int items = weights.itemCount();
    List<int[]> probe =
        List.of(
            new int[] {0},
            IntStream.range(0, 20).map(i -> i * 7 % items).toArray(),
            IntStream.range(0, 100).map(i -> i * 13 % items).toArray());
    return new ReleaseWriter(
            "golden-" + name,
            weights,
            IntStream.rangeClosed(1, items).mapToObj(String::valueOf).toList())
        .write(directory, probe);
  }

  /**
   * Returns a release in memory, without vocabulary and probe.
   *
   * @param weights rows are taken as they are, normalised or not
   */
  static Release inMemory(CmiWeights weights, int window) {
    return inMemory(weights, window, CmiForm.PAPER);
  }

  /** Returns a release of another form in memory; see {@link #inMemory(CmiWeights, int)}. */
  static Release inMemory(CmiWeights weights, int window, CmiForm form) {
    ReleaseManifest manifest =
        new ReleaseManifest(
            ReleaseManifest.FORMAT,
            "in-memory",
            "2026-11-24T00:00:00Z",
            weights.dimension(),
            weights.interests(),
            weights.hidden(),
            window,
            0.1,
            weights.itemCount(),
            Map.of(),
            form,
            Map.of(),
            Map.of());
    return Release.ofArrays(manifest, weights.tensors());
  }

  /** Returns the rows of golden ids: the first {@code length}, one less each. */
  static int[] rows(long[] ids, int from, int length) {
    return IntStream.range(0, length).map(i -> (int) ids[from + i] - 1).toArray();
  }

  /** Returns the weights as stored, without the padding row. */
  static CmiWeights weights(String name) throws ReleaseException {
    Safetensors file = Safetensors.open(Shared.golden(name + "/weights.safetensors"));
    long[] items = file.shape("item_embedding.weight");
    int d = (int) items[1];
    float[] rows = file.floats("item_embedding.weight");
    return new CmiWeights(
        d,
        (int) file.shape("interest_embedding.weight")[0],
        (int) file.shape("gru_layers.weight_hh_l0")[1],
        Arrays.copyOfRange(rows, d, rows.length),
        file.floats("interest_embedding.weight"),
        file.floats("gru_layers.weight_ih_l0"),
        file.floats("gru_layers.weight_hh_l0"),
        file.floats("mlp.0.weight"),
        file.floats("mlp.0.bias"));
  }
}
