package io.intereststream.encoder;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * One published model, loaded and checked. Immutable; share it between threads.
 *
 * <p>The rows of the item and category tables have unit length, whatever the file holds: loading
 * divides each by its length (step 0 of the paper's code).
 */
public final class Release {

  /** Name of the file of tensors. */
  static final String WEIGHTS = "weights.safetensors";

  /** Name of the file of item ids. */
  static final String ITEMS = "items.txt";

  /** Name of the file of probe histories. */
  static final String PROBE = "probe.safetensors";

  private final ReleaseManifest manifest;
  private final String manifestSha256;
  private final CmiWeights weights;
  private final Vocabulary vocabulary;
  private final Probe probe;

  Release(
      ReleaseManifest manifest,
      String manifestSha256,
      CmiWeights weights,
      Vocabulary vocabulary,
      Probe probe) {
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.weights = weights;
    this.vocabulary = vocabulary;
    this.probe = probe;
  }

  /**
   * Reads a release and checks all that can be checked without an encoder: the manifest, sizes and
   * SHA-256 of the files, shapes and finiteness of the tensors, the vocabulary, the probe's rows.
   * {@link Probe#check} does the rest.
   *
   * @throws ReleaseException at the first fault; the message names it
   */
  public static Release read(Path directory) throws ReleaseException {
    return new ReleaseReader(directory, ItemFingerprint::of).read();
  }

  /** Returns what {@code release.json} says. */
  public ReleaseManifest manifest() {
    return manifest;
  }

  /** Returns the SHA-256 of {@code release.json}, lower-case hexadecimal. */
  public String manifestSha256() {
    return manifestSha256;
  }

  /** Returns the name of the release. */
  public String version() {
    return manifest.version();
  }

  /** Returns the length d of an item's row and of an interest. */
  public int dimension() {
    return manifest.dimension();
  }

  /** Returns the number L of categories, the most interests that a viewer can have. */
  public int interests() {
    return manifest.interests();
  }

  /** Returns the form of the encoder. */
  public CmiForm form() {
    return manifest.form();
  }

  /** Returns the size of the GRU's state; 0 without a general interest. */
  public int hidden() {
    return manifest.hidden();
  }

  /** Returns how many known items of a history are encoded at most. */
  public int window() {
    return manifest.window();
  }

  /** Returns the number of items. */
  public int items() {
    return manifest.items();
  }

  /** Returns the items by row, id and fingerprint. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** Returns the probe. */
  public Probe probe() {
    return probe;
  }

  /** Returns a copy of the unit vector v of an item, [d]. */
  public float[] itemVector(int row) {
    int d = dimension();
    return Arrays.copyOfRange(weights.items(), row * d, row * d + d);
  }

  /** Returns the tensors, rows of v and g normalised. */
  CmiWeights weights() {
    return weights;
  }

  /**
   * Returns the newest rows of a history, at most {@link #window()}; the same array if all are.
   *
   * @param number of the history, for the message
   * @throws IllegalArgumentException if one of them is not a row of this release
   */
  int[] newest(int[] history, int number) {
    for (int position = Math.max(0, history.length - window());
        position < history.length;
        position++) {
      if (history[position] < 0 || history[position] >= items()) {
        throw new IllegalArgumentException(
            String.format(
                "history %d, position %d: row %d (expected: 0 to %d, the rows of release %s)",
                number, position, history[position], items() - 1, version()));
      }
    }
    return history.length <= window()
        ? history
        : Arrays.copyOfRange(history, history.length - window(), history.length);
  }
}
