package io.intereststream.model.encoder;

import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.FloatRows;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.ReleaseData;
import io.intereststream.model.release.Throttle;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Values that depend only on the item: a row of floats for each item. They are computed once per
 * release and kept in direct memory, or computed each time they are read; see {@link ItemTables}.
 * Shared by a release's encoders and freed with the release.
 */
public final class ItemRows {

  /** Items that one task computes. */
  private static final int CHUNK = 1 << 12;

  private final int width;
  private final Supplier<Reader> readers;

  /** Null if each row is computed when it is read. */
  private final FloatRows stored;

  /** Reads the values of one item at a time. Not thread-safe. */
  public interface Reader {

    /**
     * Writes the values of the item in {@code row} to {@code into}.
     *
     * @param into of length {@link #width}
     */
    void read(int row, float[] into);
  }

  /**
   * Computes all rows if they are to be precomputed, on half of the processors.
   *
   * @param width number of floats per item
   * @param readers makes a reader that computes the values, for one thread
   * @throws NoDirectMemoryException if the JVM's limit of direct memory is too low
   */
  public ItemRows(ReleaseData release, ItemTables tables, int width, Supplier<Reader> readers) {
    this.width = width;
    this.readers = readers;
    stored = tables == ItemTables.PRECOMPUTED ? computed(release) : null;
  }

  /**
   * Returns rows that are the product of a matrix and the item's vector v.
   *
   * @param matrix row-major, [rows, d]
   */
  public static ItemRows products(
      ReleaseData release, ItemTables tables, float[] matrix, int rows) {
    int d = release.dimension();
    float[][] columns = Kernel.columns(matrix, rows, d);
    return new ItemRows(
        release,
        tables,
        rows,
        () -> {
          float[] vector = new float[d];
          return (row, into) -> {
            release.itemVectors().read(row, vector, 0);
            Kernel.multiply(columns, vector, 0, d, into);
          };
        });
  }

  /** Returns the number of floats per item. */
  public int width() {
    return width;
  }

  /** Returns a reader for one thread. */
  public Reader reader() {
    return stored == null ? readers.get() : (row, into) -> stored.read(row, into, 0);
  }

  private FloatRows computed(ReleaseData release) {
    FloatRows rows =
        FloatRows.direct(
            "item table of release " + release.version(),
            release.items(),
            width,
            release.throttle());
    try {
      fill(rows, release.throttle());
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
    release.owns(rows);
    return rows;
  }

  private void fill(FloatRows rows, Throttle throttle) {
    int chunks = (rows.rows() - 1) / CHUNK + 1;
    int threads = Math.min(chunks, Runtime.getRuntime().availableProcessors() / 2);
    if (threads <= 1) {
      IntStream.range(0, chunks).forEach(chunk -> fill(rows, throttle, chunk));
      return;
    }
    // Not the common pool, which has all processors.
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      pool.submit(
              () ->
                  IntStream.range(0, chunks)
                      .parallel()
                      .forEach(chunk -> fill(rows, throttle, chunk)))
          .join();
    } finally {
      pool.shutdown();
    }
  }

  private void fill(FloatRows rows, Throttle throttle, int chunk) {
    Reader reader = readers.get();
    float[] floats = new float[width];
    Throttle.Loop loop = throttle.startLoop();
    int from = chunk * CHUNK;
    int to = Math.min(rows.rows() - from, CHUNK) + from;
    for (int row = from; row < to; row++) {
      reader.read(row, floats);
      rows.write(row, floats);
      loop.afterStep();
    }
  }
}
