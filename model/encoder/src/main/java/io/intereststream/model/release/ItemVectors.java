package io.intereststream.model.release;

import io.intereststream.model.math.UnitVectors;

/**
 * The vectors v of a release's items, [items, d], as they are served. Rows are read one by one from
 * the mapped file of a release, without a copy of the table.
 */
public final class ItemVectors {

  private final FloatRows rows;
  private final boolean unit;

  /**
   * Creates item vectors.
   *
   * @param unit whether each row is divided by its norm, in double precision
   */
  ItemVectors(FloatRows rows, boolean unit) {
    this.rows = rows;
    this.unit = unit;
  }

  /** Copies the row of an item; see {@link FloatRows#read}. */
  public void read(int row, float[] into, int at) {
    rows.read(row, into, at);
    if (unit) {
      UnitVectors.normalise(into, at, rows.width());
    }
  }

  /** Returns a copy of the row of an item. */
  public float[] row(int row) {
    float[] vector = new float[rows.width()];
    read(row, vector, 0);
    return vector;
  }

  /** Returns a copy of the whole table on the heap; not for use in the job. */
  public float[] toArray() {
    float[] all = rows.toArray();
    for (int at = 0; unit && at < all.length; at += rows.width()) {
      UnitVectors.normalise(all, at, rows.width());
    }
    return all;
  }

  void close() {
    rows.close();
  }
}
