package io.intereststream.model.serving;

import io.intereststream.model.encoder.Architecture;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.ReleaseData;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFolder;
import io.intereststream.model.release.ReleaseManifest;
import io.intereststream.model.release.Throttle;
import io.intereststream.model.release.Vocabulary;
import io.intereststream.model.search.SearchTable;
import io.intereststream.model.search.TopItems;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A loaded release with its encoders and its search. Can be shared between threads.
 *
 * <p>Tables with a row per item are not on the Java heap: item vectors and biases stay in the
 * mapped file, and the tables of encoders and of the search are in direct memory. So the files of a
 * release that is not a {@link #copy} must not change while it is used, but they may be deleted.
 * {@link #close} frees this memory immediately; a release that is not closed is freed by the
 * garbage collector.
 */
public final class Release implements AutoCloseable {

  private final ReleaseData data;
  private final Architecture architecture;
  private final Probe probe;

  private final Map<ItemTables, Supplier<Encoder>> encoders = new EnumMap<>(ItemTables.class);
  private SearchTable searchTable;

  private Release(ReleaseData data) {
    this.data = data;
    this.architecture = (Architecture) data.form();
    this.probe = data.probe() == null ? null : new Probe(data.probe(), data.throttle());
  }

  /**
   * Reads a release and checks everything that can be checked without an encoder: the manifest,
   * sizes and SHA-256 of the files, shapes and finiteness of the tensors, the vocabulary, the
   * probe's rows. {@link Probe#check} does the rest.
   *
   * @throws ReleaseException at the first fault; the message names it
   */
  public static Release read(Path directory) {
    return read(directory, Throttle.NONE);
  }

  /**
   * Reads a release; see {@link #read(Path)}.
   *
   * @param throttle slows down the reading, the computation of its encoders' tables and the checks
   *     of its probe
   */
  public static Release read(Path directory, Throttle throttle) {
    return new Release(ReleaseData.read(directory, Architectures::read, throttle));
  }

  /**
   * Reads a private copy of a release, which nobody else can change or shorten while it is used;
   * see {@link #read(Path, Throttle)}. Its space on the disk is free again when the release is
   * closed.
   *
   * @param folder on any file system
   * @param into folder on a local disk for the copies
   */
  public static Release copy(ReleaseFolder folder, Path into, Throttle throttle) {
    return new Release(ReleaseData.copy(folder, into, Architectures::read, throttle));
  }

  /**
   * Returns a release with this content.
   *
   * @param data closed with the release
   */
  public static Release of(ReleaseData data) {
    return new Release(data);
  }

  /** Returns the content. */
  public ReleaseData data() {
    return data;
  }

  /** Returns the content of {@code release.json}. */
  public ReleaseManifest manifest() {
    return data.manifest();
  }

  /** Returns the SHA-256 of {@code release.json}, lower-case hexadecimal. */
  public String manifestSha256() {
    return data.manifestSha256();
  }

  /** Returns the name of the release. */
  public String version() {
    return data.version();
  }

  /** Returns the length d of an item's row and of an interest. */
  public int dimension() {
    return data.dimension();
  }

  /** Returns the maximum number L of interests of a viewer. */
  public int interests() {
    return data.interests();
  }

  /** Returns the architecture and its options. */
  public ModelForm form() {
    return architecture;
  }

  /** Returns the size of the hidden layer or of the GRU's state; 0 in a form without one. */
  public int hidden() {
    return data.hidden();
  }

  /** Returns the maximum number of known items of a history that are encoded. */
  public int window() {
    return data.window();
  }

  /** Returns the number of items. */
  public int items() {
    return data.items();
  }

  /** Returns the items by row, id and fingerprint. */
  public Vocabulary vocabulary() {
    return data.vocabulary();
  }

  /** Returns the probe; null in a release that is only in memory. */
  public Probe probe() {
    return probe;
  }

  /** Returns {@link #encoders(ItemTables)} with precomputed tables. */
  public Supplier<Encoder> encoders() {
    return encoders(ItemTables.PRECOMPUTED);
  }

  /**
   * Returns a factory of the encoders that the job runs, each for one thread. The first call does
   * the work that is needed once per release. They are {@link IncrementalEncoder}s where the
   * architecture can be updated item by item.
   *
   * @param items whether values that depend only on the item are precomputed
   * @throws NoDirectMemoryException if the JVM's limit of direct memory is too low
   */
  public synchronized Supplier<Encoder> encoders(ItemTables items) {
    data.checkOpen();
    Supplier<Encoder> made = encoders.get(items);
    if (made == null) {
      made = architecture.encoders(data, items);
      encoders.put(items, made);
    }
    return made;
  }

  /** Returns the reference encoder, which computes the architecture's equations as written. */
  public ReferenceEncoder reference() {
    data.checkOpen();
    return architecture.reference(data);
  }

  /**
   * Returns a search for one thread; the first call builds the table that all searches share.
   *
   * @throws NoDirectMemoryException if the JVM's limit of direct memory is too low
   */
  public TopItems search() {
    return search(Throttle.NONE);
  }

  /**
   * Returns a search for one thread; see {@link #search()}.
   *
   * @param throttle slows down every search, and the building of the table if this call does it
   */
  public synchronized TopItems search(Throttle throttle) {
    data.checkOpen();
    if (searchTable == null) {
      searchTable = new SearchTable(data, throttle);
    }
    return new TopItems(data, searchTable, throttle);
  }

  /** Returns whether {@link #close} was called. */
  public boolean isClosed() {
    return data.isClosed();
  }

  /**
   * Frees all memory outside the heap. No encoder of the release may be in use in any thread: later
   * use fails with an {@link IllegalStateException}, but concurrent use may access freed memory.
   * Calling it again has no effect.
   */
  @Override
  public synchronized void close() {
    encoders.clear();
    searchTable = null;
    data.close();
  }
}
