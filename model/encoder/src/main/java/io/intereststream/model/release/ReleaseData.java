package io.intereststream.model.release;

import io.intereststream.history.ItemFingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a release, read and checked. Immutable; can be shared between threads.
 *
 * <p>Tensors are as in the file, unless their form changes them when they are loaded: CMI's item
 * and category vectors always have unit length.
 *
 * <p>Tables with a row per item are not on the Java heap: item vectors and biases stay in the
 * mapped file, and the tables of encoders and of the search are in direct memory. So the files of a
 * release that is not a {@link #copy} must not change while it is used, but they may be deleted.
 * {@link #close} frees this memory immediately; a release that is not closed is freed by the
 * garbage collector.
 */
public final class ReleaseData implements AutoCloseable {

  /** Name of the tensor v [items, d] of item vectors, which all architectures have. */
  public static final String ITEM_VECTORS = "item.embedding";

  /** Name of the tensor [items] that is added to scores; optional. */
  public static final String ITEM_BIAS = "item.bias";

  private final ReleaseManifest manifest;
  private final String manifestSha256;
  private final Map<String, float[]> tensors;
  private final ItemVectors vectors;
  private final FloatRows biases;
  private final Vocabulary vocabulary;
  private final ProbeData probe;
  private final Throttle throttle;

  /** Tables that were computed from this release; closed with it. */
  private final List<FloatRows> tables = new ArrayList<>();

  private boolean closed;

  /**
   * Creates a release from its parts.
   *
   * @param tensors as they are served, without those that have a row per item
   * @param vectors {@code item.embedding}
   * @param biases {@code item.bias}, [items, 1]; null in forms without biases
   * @param throttle for what is computed from this release
   */
  ReleaseData(
      ReleaseManifest manifest,
      String manifestSha256,
      Map<String, float[]> tensors,
      ItemVectors vectors,
      FloatRows biases,
      Vocabulary vocabulary,
      ProbeData probe,
      Throttle throttle) {
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.tensors = tensors;
    this.vectors = vectors;
    this.biases = biases;
    this.vocabulary = vocabulary;
    this.probe = probe;
    this.throttle = throttle;
  }

  /**
   * Reads a release and checks everything that can be checked without an encoder: the manifest,
   * sizes and SHA-256 of the files, shapes and finiteness of the tensors, the vocabulary, the
   * probe's rows.
   *
   * @param forms reads architecture and options
   * @param throttle slows down reading and everything that is computed from the release later
   * @throws ReleaseException at the first fault; the message names it
   */
  public static ReleaseData read(Path directory, FormReader forms, Throttle throttle) {
    if (!FileFault.isFolder(directory)) {
      throw ReleaseException.temporary(
          directory + ": missing (expected: the folder of a release)", null);
    }
    return ReleaseReader.inPlace(directory, forms, ItemFingerprint::of, throttle).read();
  }

  /**
   * Reads a private copy of a release, which nobody else can change or shorten while it is used;
   * see {@link #read}. Its space on the disk is free again when the release is closed.
   *
   * @param into folder on a local disk for the copies
   */
  public static ReleaseData copy(
      ReleaseFolder folder, Path into, FormReader forms, Throttle throttle) {
    return ReleaseReader.copying(folder, into, forms, throttle).read();
  }

  /**
   * Returns a release in memory, without vocabulary and probe.
   *
   * @param served all tensors as they are served
   */
  public static ReleaseData ofArrays(ReleaseManifest manifest, Map<String, float[]> served) {
    Map<String, float[]> small = new LinkedHashMap<>(served);
    FloatRows vectors =
        FloatRows.of(ITEM_VECTORS, small.remove(ITEM_VECTORS), manifest.dimension());
    float[] bias = small.remove(ITEM_BIAS);
    return new ReleaseData(
        manifest,
        "",
        small,
        new ItemVectors(vectors, false),
        bias == null ? null : FloatRows.of(ITEM_BIAS, bias, 1),
        null,
        null,
        Throttle.NONE);
  }

  /** Returns the content of {@code release.json}. */
  public ReleaseManifest manifest() {
    return manifest;
  }

  /** Returns the SHA-256 of {@code release.json}, lower-case hexadecimal. */
  public String manifestSha256() {
    return manifestSha256;
  }

  /** Returns the version of the release. */
  public String version() {
    return manifest.version();
  }

  /** Returns the length d of an item's row and of an interest. */
  public int dimension() {
    return manifest.dimension();
  }

  /** Returns the maximum number L of interests of a viewer. */
  public int interests() {
    return manifest.interests();
  }

  /** Returns the architecture and its options. */
  public ModelForm form() {
    return manifest.form();
  }

  /** Returns the size of the hidden layer or of the GRU's state; 0 in a form without one. */
  public int hidden() {
    return manifest.hidden();
  }

  /** Returns the maximum number of known items of a history that are encoded. */
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
  public ProbeData probe() {
    return probe;
  }

  /** Returns the throttle for the work of loading this release. */
  public Throttle throttle() {
    return throttle;
  }

  /** Returns whether {@link #close} was called. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Frees all memory outside the heap. No encoder of the release may be in use in any thread: later
   * use fails with an {@link IllegalStateException}, but concurrent use may access freed memory.
   * Calling it again has no effect.
   */
  @Override
  public synchronized void close() {
    closed = true;
    tables.forEach(FloatRows::close);
    tables.clear();
    vectors.close();
    if (biases != null) {
      biases.close();
    }
  }

  /** Registers a table to be closed with the release. */
  public synchronized void owns(FloatRows table) {
    tables.add(table);
  }

  /**
   * Checks that the release is open.
   *
   * @throws IllegalStateException if it is closed
   */
  public synchronized void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "release " + version() + ": closed (expected: one that is still open)");
    }
  }

  /** Returns the item vectors v. */
  public ItemVectors itemVectors() {
    return vectors;
  }

  /** Returns the biases, [items, 1]; null if the release has none. */
  public FloatRows itemBiases() {
    return biases;
  }

  /** Returns the tensors without a row per item, row-major, by name; shared, not copied. */
  public Map<String, float[]> smallTensors() {
    return tensors;
  }

  /** Returns one of {@link #smallTensors}; null if there is no such tensor. */
  public float[] tensor(String name) {
    return tensors.get(name);
  }

  /** Returns all tensors; those with a row per item are copied. For tools and tests. */
  public Map<String, float[]> tensors() {
    Map<String, float[]> all = new LinkedHashMap<>(tensors);
    all.put(ITEM_VECTORS, vectors.toArray());
    if (biases != null) {
      all.put(ITEM_BIAS, biases.toArray());
    }
    return all;
  }

  /**
   * Returns the newest rows of a history, at most {@link #window()}; the same array if that is all
   * of it.
   *
   * @param number number of the history, for messages
   * @throws IllegalArgumentException if a row is not one of this release
   */
  public int[] newest(int[] history, int number) {
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
