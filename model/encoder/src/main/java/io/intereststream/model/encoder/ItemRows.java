package io.intereststream.model.encoder;

import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.FloatRows;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.ReleaseData;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Values that depend only on the item: a row of floats for each item. They are computed once per
 * release and kept in direct memory, or computed each time they are read; see {@link ItemTables}.
 * Shared by a release's encoders and freed with the release.
 */
public final class ItemRows {

  private final int width;
  private final Supplier<Reader> readers;

  /** Null if each row is computed when it is read. */
  private final FloatRows stored;

  /** Reads the values of items. Not thread-safe. */
  @FunctionalInterface
  public interface Reader {

    /** Writes the values of the item in {@code row} to {@code into}, from index {@code at}. */
    void read(int row, float[] into, int at);
  }

  /**
   * Computes all rows if they are to be precomputed, see {@link ItemLoop}.
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
          float[] product = new float[rows];
          return (row, into, at) -> {
            release.itemVectors().read(row, vector, 0);
            Kernel.multiply(columns, vector, 0, d, product);
            System.arraycopy(product, 0, into, at, rows);
          };
        });
  }

  /** Returns the number of floats per item. */
  public int width() {
    return width;
  }

  /** Returns a reader for one thread. */
  public Reader reader() {
    return stored == null ? readers.get() : stored::read;
  }

  private FloatRows computed(ReleaseData release) {
    FloatRows rows =
        FloatRows.direct(
            "item table of release " + release.version(),
            release.items(),
            width,
            release.throttle());
    try {
      ItemLoop.forEach(release, () -> writer(rows));
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
    release.owns(rows);
    return rows;
  }

  private IntConsumer writer(FloatRows rows) {
    Reader reader = readers.get();
    float[] floats = new float[width];
    return row -> {
      reader.read(row, floats, 0);
      rows.write(row, floats);
    };
  }
}
