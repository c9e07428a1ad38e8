package io.intereststream.encoder;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One published model, loaded and checked. Immutable; share it between threads.
 *
 * <p>Its tensors are as the file has them, but for what its form does to them when it is loaded:
 * the rows of CMI's item and category tables have unit length, whatever the file holds.
 */
public final class Release {

  /** Name of the file of tensors. */
  static final String WEIGHTS = "weights.safetensors";

  /** Name of the file of item ids. */
  static final String ITEMS = "items.txt";

  /** Name of the file of probe histories. */
  static final String PROBE = "probe.safetensors";

  /** Name of the tensor v [items, d], which all architectures have. */
  static final String ITEM_VECTORS = "item.embedding";

  /** Name of the tensor [items] that is added to scores, in forms that have one. */
  static final String ITEM_BIAS = "item.bias";

  private final ReleaseManifest manifest;
  private final String manifestSha256;
  private final Map<String, float[]> tensors;
  private final Vocabulary vocabulary;
  private final Probe probe;

  Release(
      ReleaseManifest manifest,
      String manifestSha256,
      Map<String, float[]> tensors,
      Vocabulary vocabulary,
      Probe probe) {
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.tensors = tensors;
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

  /** Returns the number L of interests that a viewer can have at most. */
  public int interests() {
    return manifest.interests();
  }

  /** Returns the architecture and its options. */
  public ModelForm form() {
    return manifest.form();
  }

  /** Returns the width of what is between input and output; 0 in a form without. */
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

  /** Returns a copy of the row v of an item, [d], which scores are computed with. */
  public float[] itemVector(int row) {
    int d = dimension();
    return Arrays.copyOfRange(tensor(ITEM_VECTORS), row * d, row * d + d);
  }

  /**
   * Does what is done once per release, and returns what makes encoders, each for one thread: those
   * that the job serves with. They are {@link StatefulEncoder}s where the architecture allows it.
   */
  public Supplier<Encoder> encoders() {
    return form().encoders(this);
  }

  /** Returns an encoder that computes the architecture's equations as written, to compare with. */
  public ReferenceEncoder reference() {
    return form().reference(this);
  }

  /** Returns the tensors by name, row-major; the arrays are shared, not copied. */
  Map<String, float[]> tensors() {
    return tensors;
  }

  /** Returns one of the tensors; null if there is none of that name. */
  float[] tensor(String name) {
    return tensors.get(name);
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
