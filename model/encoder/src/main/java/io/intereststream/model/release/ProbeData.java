package io.intereststream.model.release;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A few histories with the vectors that the reference encoder computed for them when the release
 * was written, so that a loader can check its encoders. Tensors of {@code probe.safetensors}:
 * {@code items} [P, W] rows, oldest first, -1 beyond the end; {@code length} [P]; {@code interests}
 * [P, L, d] by category, all zero if the viewer does not have that interest; {@code general} [P,
 * d]. The arrays are shared, not copied: do not change them.
 *
 * @param name file and release, for messages
 * @param dimension d
 * @param zeroMeansNone whether a row of zeros means that there is no such interest
 * @param histories rows, oldest first, P of them
 * @param interests [P, L, d]
 * @param general [P, d]
 */
public record ProbeData(
    String name,
    int dimension,
    boolean zeroMeansNone,
    List<int[]> histories,
    float[] interests,
    float[] general) {

  private static final long BEYOND = -1;

  static ProbeData read(HashedFile probe, ReleaseManifest manifest) {
    Path file = probe.name();
    Safetensors tensors = Safetensors.open(probe);
    long[] shape = tensors.shape("items");
    if (shape.length != 2 || shape[0] < 1 || shape[1] != manifest.window()) {
      throw new ReleaseException(
          String.format(
              "%s: tensor items: shape %s (expected: [P, %d] with P >= 1)",
              file, Arrays.toString(shape), manifest.window()));
    }
    long[] items = tensors.longs("items");
    long[] lengths = tensors.longs("length", shape[0]);
    List<int[]> histories = new ArrayList<>(lengths.length);
    for (int p = 0; p < lengths.length; p++) {
      histories.add(history(file, manifest, items, lengths[p], p));
    }
    return new ProbeData(
        file + " of release " + manifest.version(),
        manifest.dimension(),
        manifest.form().mayOmitInterests(),
        List.copyOf(histories),
        vectors(file, tensors, "interests", shape[0], manifest.interests(), manifest.dimension()),
        vectors(file, tensors, "general", shape[0], manifest.dimension()));
  }

  /** Returns a writer with the tensors of a probe. */
  public static SafetensorsWriter tensors(
      ReleaseManifest manifest, List<int[]> histories, float[] interests, float[] general) {
    int count = histories.size();
    long[] items = new long[count * manifest.window()];
    Arrays.fill(items, BEYOND);
    long[] lengths = new long[count];
    for (int p = 0; p < count; p++) {
      lengths[p] = histories.get(p).length;
      for (int t = 0; t < histories.get(p).length; t++) {
        items[p * manifest.window() + t] = histories.get(p)[t];
      }
    }
    return new SafetensorsWriter()
        .longs("items", items, count, manifest.window())
        .longs("length", lengths, count)
        .floats("interests", interests, count, manifest.interests(), manifest.dimension())
        .floats("general", general, count, manifest.dimension());
  }

  private static int[] history(
      Path file, ReleaseManifest manifest, long[] items, long length, int p) {
    int window = manifest.window();
    if (length < 1 || length > window) {
      throw new ReleaseException(
          String.format(
              "%s: tensor length: %d in row %d (expected: 1 to %d)", file, length, p, window));
    }
    for (int t = 0; t < window; t++) {
      long row = items[p * window + t];
      boolean inside = t < length;
      if (inside ? row < 0 || row >= manifest.items() : row != BEYOND) {
        throw new ReleaseException(
            String.format(
                "%s: tensor items: %d in row %d, column %d (expected: %s)",
                file,
                row,
                p,
                t,
                inside ? "0 to " + (manifest.items() - 1) : BEYOND + " beyond the end"));
      }
    }
    int[] history = new int[(int) length];
    Arrays.setAll(history, t -> (int) items[p * window + t]);
    return history;
  }

  private static float[] vectors(Path file, Safetensors tensors, String tensor, long... shape) {
    float[] values = tensors.floats(tensor, shape);
    ReleaseReader.checkFinite(
        file,
        tensor,
        values,
        new long[] {values.length / shape[shape.length - 1], shape[shape.length - 1]});
    return values;
  }
}
