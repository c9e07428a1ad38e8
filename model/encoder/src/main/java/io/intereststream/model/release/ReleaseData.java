package io.intereststream.model.release;

import io.intereststream.history.ItemFingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a published model holds, read and checked. Immutable; share it between threads.
 *
 * <p>Its tensors are as the file has them, but for what its form does to them when it is loaded:
 * the rows of CMI's item and category tables have unit length, whatever the file holds.
 *
 * <p>What has a row for each item is not on the Java heap: item vectors and biases stay in the
 * file, which is mapped, and the tables of encoders and of the search are in direct memory. So the
 * files must not change as long as the release is used; they may be deleted. {@link #close} gives
 * all of that back at once; a release that nobody closes is freed by the garbage collector.
 */
public final class ReleaseData implements AutoCloseable {

  /** Name of the tensor v [items, d], which all architectures have. */
  public static final String ITEM_VECTORS = "item.embedding";

  /** Name of the tensor [items] that is added to scores, in forms that have one. */
  public static final String ITEM_BIAS = "item.bias";

  private final ReleaseManifest manifest;
  private final String manifestSha256;
  private final Map<String, float[]> tensors;
  private final ItemVectors vectors;
  private final FloatRows biases;
  private final Vocabulary vocabulary;
  private final ProbeData probe;
  private final Throttle throttle;

  /** What was computed from it and is to be closed with it. */
  private final List<FloatRows> tables = new ArrayList<>();

  private boolean closed;

  /**
   * Creates one.
   *
   * @param tensors as they are served, but for those with a row for each item
   * @param vectors {@code item.embedding}
   * @param biases {@code item.bias}, [items, 1]; null in forms without
   * @param throttle of what is computed from it
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
   * Reads a release and checks all that can be checked without an encoder: the manifest, sizes and
   * SHA-256 of the files, shapes and finiteness of the tensors, the vocabulary, the probe's rows.
   *
   * @param forms reads architecture and options
   * @param throttle slows down the reading and what is computed from the release later
   * @throws ReleaseException at the first fault; the message names it
   */
  public static ReleaseData read(Path directory, FormReader forms, Throttle throttle) {
    return new ReleaseReader(directory, forms, ItemFingerprint::of, throttle).read();
  }

  /**
   * Returns a release that is nowhere but in arrays, without vocabulary and probe.
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
  public ProbeData probe() {
    return probe;
  }

  /** Returns what slows down the work of loading this release. */
  public Throttle throttle() {
    return throttle;
  }

  /** Returns whether {@link #close} was called. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Gives back all memory outside the heap. Only when no encoder of the release is at work, in any
   * thread: what is used later fails with an {@link IllegalStateException}, what is used at the
   * same time may read memory that is no longer there. A second time does nothing.
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

  /** Has a table closed with the release. */
  public synchronized void owns(FloatRows table) {
    tables.add(table);
  }

  /**
   * Checks that it is not closed.
   *
   * @throws IllegalStateException if it is
   */
  public synchronized void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "release " + version() + ": closed (expected: one that is still held)");
    }
  }

  /** Returns the rows v. */
  public ItemVectors itemVectors() {
    return vectors;
  }

  /** Returns the biases, [items, 1]; null where the release has none. */
  public FloatRows itemBiases() {
    return biases;
  }

  /** Returns the tensors by name, row-major, but for those with a row for each item; shared. */
  public Map<String, float[]> smallTensors() {
    return tensors;
  }

  /** Returns one of {@link #smallTensors}; null if there is none of that name. */
  public float[] tensor(String name) {
    return tensors.get(name);
  }

  /** Returns all tensors, with a copy of those with a row for each item: for tools and tests. */
  public Map<String, float[]> tensors() {
    Map<String, float[]> all = new LinkedHashMap<>(tensors);
    all.put(ITEM_VECTORS, vectors.toArray());
    if (biases != null) {
      all.put(ITEM_BIAS, biases.toArray());
    }
    return all;
  }

  /**
   * Returns the newest rows of a history, at most {@link #window()}; the same array if all are.
   *
   * @param number of the history, for the message
   * @throws IllegalArgumentException if one of them is not a row of this release
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
