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
 * One published model, loaded, with its encoders and its search. Share it between threads.
 *
 * <p>What has a row for each item is not on the Java heap: item vectors and biases stay in the
 * file, which is mapped, and the tables of encoders and of the search are in direct memory. So the
 * files must not change as long as the release is used; they may be deleted. {@link #close} gives
 * all of that back at once; a release that nobody closes is freed by the garbage collector.
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
   * Reads a release and checks all that can be checked without an encoder: the manifest, sizes and
   * SHA-256 of the files, shapes and finiteness of the tensors, the vocabulary, the probe's rows.
   * {@link Probe#check} does the rest.
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
   * Returns a release of what was read already.
   *
   * @param data closed with the release
   */
  public static Release of(ReleaseData data) {
    return new Release(data);
  }

  /** Returns what it holds. */
  public ReleaseData data() {
    return data;
  }

  /** Returns what {@code release.json} says. */
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

  /** Returns the number L of interests that a viewer can have at most. */
  public int interests() {
    return data.interests();
  }

  /** Returns the architecture and its options. */
  public ModelForm form() {
    return architecture;
  }

  /** Returns the width of what is between input and output; 0 in a form without. */
  public int hidden() {
    return data.hidden();
  }

  /** Returns how many known items of a history are encoded at most. */
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

  /** Returns {@link #encoders(ItemTables)} with tables that are computed once. */
  public Supplier<Encoder> encoders() {
    return encoders(ItemTables.PRECOMPUTED);
  }

  /**
   * Does what is done once per release, the first time, and returns what makes encoders, each for
   * one thread: those that the job serves with. They are {@link IncrementalEncoder}s where the
   * architecture allows it.
   *
   * @param items what they do about that which depends on an item alone
   * @throws NoDirectMemoryException if the JVM may not take the memory for it
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

  /** Returns an encoder that computes the architecture's equations as written, to compare with. */
  public ReferenceEncoder reference() {
    data.checkOpen();
    return architecture.reference(data);
  }

  /**
   * Returns a search for one thread; the first builds the table that all share.
   *
   * @throws NoDirectMemoryException if the JVM may not take the memory for the table
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
   * Gives back all memory outside the heap. Only when no encoder of the release is at work, in any
   * thread: what is used later fails with an {@link IllegalStateException}, what is used at the
   * same time may read memory that is no longer there. A second time does nothing.
   */
  @Override
  public synchronized void close() {
    encoders.clear();
    searchTable = null;
    data.close();
  }
}
