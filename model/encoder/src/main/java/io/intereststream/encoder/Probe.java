package io.intereststream.encoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A few histories with the vectors that the trainer computed for them, to be computed again by
 * whoever loads a release. Tensors of {@code probe.safetensors}: {@code items} [P, W] rows, oldest
 * first, -1 beyond the end; {@code length} [P]; {@code interests} [P, L, d] by category, all zero
 * where the viewer has no interest of it; {@code general} [P, d].
 */
public final class Probe {

  /** Largest difference of a component that counts as equal. */
  public static final double TOLERANCE = 1e-5;

  private static final long BEYOND = -1;

  private final String name;
  private final int dimension;

  /** Whether a row of zeros stands for no interest; where not, it would be a vector like others. */
  private final boolean zeroMeansNone;

  private final List<int[]> histories;
  private final float[] interests;
  private final float[] general;

  private Probe(
      String name,
      ReleaseManifest manifest,
      List<int[]> histories,
      float[] interests,
      float[] general) {
    this.name = name;
    this.dimension = manifest.dimension();
    this.zeroMeansNone = manifest.form().leavesEmptyOut();
    this.histories = histories;
    this.interests = interests;
    this.general = general;
  }

  static Probe read(Path file, ReleaseManifest manifest) throws ReleaseException {
    Safetensors tensors = Safetensors.open(file);
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
    return new Probe(
        file + " of release " + manifest.version(),
        manifest,
        List.copyOf(histories),
        vectors(file, tensors, "interests", shape[0], manifest.interests(), manifest.dimension()),
        vectors(file, tensors, "general", shape[0], manifest.dimension()));
  }

  /** Returns a writer with the tensors of a probe. */
  static SafetensorsWriter tensors(
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

  /** Returns the number of histories. */
  public int size() {
    return histories.size();
  }

  /**
   * Encodes the histories one by one and compares with the trainer's result: which categories there
   * are, and the vectors of each. Where interests may be absent, one that is zero, but for the
   * tolerance, counts as absent.
   *
   * @throws ReleaseException if the categories are others, or if a component differs by more than
   *     {@link #TOLERANCE}
   */
  public void check(Encoder encoder) throws ReleaseException {
    BackgroundPace pace = new BackgroundPace();
    for (int p = 0; p < histories.size(); p++) {
      Interests found = encoder.encode(List.of(histories.get(p))).get(0);
      pace.rest();
      compare(p, found);
    }
  }

  /**
   * Does the same with all histories together.
   *
   * @param warmUps how often they are encoded before, so that the JVM compiles it
   */
  public void checkTogether(Encoder encoder, int warmUps) throws ReleaseException {
    BackgroundPace pace = new BackgroundPace();
    for (int i = 0; i < warmUps; i++) {
      encoder.encode(histories);
      pace.rest();
    }
    List<Interests> found = encoder.encode(histories);
    for (int p = 0; p < histories.size(); p++) {
      compare(p, found.get(p));
    }
  }

  private void compare(int p, Interests of) throws ReleaseException {
    int[] categories = categories(of);
    int[] expected = categories(p);
    if (!Arrays.equals(categories, expected)) {
      throw new ReleaseException(
          String.format(
              "%s: history %d: interests %s (expected: %s)",
              name, p, Arrays.toString(categories), Arrays.toString(expected)));
    }
    for (int i = 0; i < of.count(); i++) {
      int category = of.categories()[i];
      int row = p * perHistory() + category;
      compare(p, "interest " + category, of.vectors(), i, interests, row);
    }
    compare(p, "general interest", of.general(), 0, general, p);
  }

  private int perHistory() {
    return interests.length / (histories.size() * dimension);
  }

  /** Categories of the interests of a history, in order. */
  private int[] categories(int p) {
    return IntStream.range(0, perHistory())
        .filter(l -> counts(interests, p * perHistory() + l))
        .toArray();
  }

  private int[] categories(Interests of) {
    return IntStream.range(0, of.count())
        .filter(i -> counts(of.vectors(), i))
        .map(i -> of.categories()[i])
        .toArray();
  }

  /** Returns whether a vector stands for an interest. */
  private boolean counts(float[] vectors, int row) {
    for (int k = row * dimension; zeroMeansNone && k < (row + 1) * dimension; k++) {
      if (!(Math.abs(vectors[k]) <= TOLERANCE)) {
        return true;
      }
    }
    return !zeroMeansNone;
  }

  /** Compares vector {@code i} of one array with vector {@code row} of another. */
  private void compare(int p, String what, float[] found, int i, float[] expected, int row)
      throws ReleaseException {
    for (int k = 0; k < dimension; k++) {
      float value = found[i * dimension + k];
      float wanted = expected[row * dimension + k];
      // Not the other way round: NaN must fail.
      if (!(Math.abs(value - wanted) <= TOLERANCE)) {
        throw new ReleaseException(
            String.format(
                "%s: history %d, %s, component %d: %s (expected: %s within %s)",
                name, p, what, k, value, wanted, TOLERANCE));
      }
    }
  }

  private static int[] history(
      Path file, ReleaseManifest manifest, long[] items, long length, int p)
      throws ReleaseException {
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

  private static float[] vectors(Path file, Safetensors tensors, String tensor, long... shape)
      throws ReleaseException {
    float[] values = tensors.floats(tensor, shape);
    ReleaseReader.checkFinite(
        file,
        tensor,
        values,
        new long[] {values.length / shape[shape.length - 1], shape[shape.length - 1]});
    return values;
  }
}
