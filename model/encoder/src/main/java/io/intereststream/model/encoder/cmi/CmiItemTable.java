package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.math.Softmax;
import io.intereststream.model.release.ReleaseData;

/**
 * What CMI's incremental encoders need from a release; they share it. For each item, contiguous in
 * memory: its unit row v [d], its share of each category (equation 1) [L] or, under hard
 * assignment, the number of its category [1], and the input half of the GRU, W_ih·v [3·hidden].
 * Also the recurrent matrix and the projection by columns.
 */
final class CmiItemTable {

  private final ReleaseData release;
  private final CmiModel model;
  private final boolean hard;

  /** Where the input half begins within an item. */
  private final int inputAt;

  private final ItemRows rows;

  /** W_ih by columns; null without a general interest. */
  private final float[][] input;

  private final float[][] recurrent;
  private final float[][] projection;

  /**
   * Creates the table of a release. Depending on {@code items}, all values are computed now, or
   * each when it is read.
   */
  CmiItemTable(ReleaseData release, ItemTables items) {
    this.release = release;
    this.model = CmiModel.of(release);
    int d = model.dimension();
    int gates = 3 * model.hidden();
    GeneralWeights general = model.general();
    hard = CmiForm.of(release).assignment() == CmiForm.Assignment.HARD;
    inputAt = d + (hard ? 1 : model.interests());
    boolean none = general == null;
    input = none ? null : Kernel.columns(general.input(), gates, d);
    recurrent = none ? null : Kernel.columns(general.recurrent(), gates, model.hidden());
    projection = none ? null : Kernel.columns(general.projection(), d, model.hidden());
    rows = new ItemRows(release, items, inputAt + gates, ItemReader::new);
  }

  /** Returns the release of the table. */
  ReleaseData release() {
    return release;
  }

  /** Returns a reader of items for one thread: v, shares or category, input half. */
  ItemRows.Reader reader() {
    return rows.reader();
  }

  /** Returns the number of floats per item. */
  int width() {
    return rows.width();
  }

  /** Returns where the input half begins within an item. */
  int inputAt() {
    return inputAt;
  }

  /** Returns the tensors of the release. */
  CmiModel model() {
    return model;
  }

  /** Returns W_hh by columns, [hidden][3·hidden]; null without a general interest. */
  float[][] recurrent() {
    return recurrent;
  }

  /** Returns M by columns, [hidden][d]; null without a general interest. */
  float[][] projection() {
    return projection;
  }

  /** Computes items, with its own scratch space. */
  private final class ItemReader implements ItemRows.Reader {

    private final float[] gates = new float[3 * model.hidden()];
    private final double[] shares = new double[model.interests()];

    @Override
    public void read(int row, float[] into) {
      int d = model.dimension();
      model.items().read(row, into, 0);
      if (hard) {
        into[d] = model.nearestCategory(into);
      } else {
        shares(into, d);
      }
      if (input != null) {
        Kernel.multiply(input, into, 0, d, gates);
        System.arraycopy(gates, 0, into, inputAt, gates.length);
      }
    }

    /** p_l = softmax over l of v · g_l / temperature, in double precision. */
    private void shares(float[] item, int at) {
      model.affinities(item, shares);
      for (int l = 0; l < shares.length; l++) {
        shares[l] /= release.manifest().temperature();
      }
      Softmax.apply(shares, shares.length);
      for (int l = 0; l < shares.length; l++) {
        item[at + l] = (float) shares[l];
      }
    }
  }
}
