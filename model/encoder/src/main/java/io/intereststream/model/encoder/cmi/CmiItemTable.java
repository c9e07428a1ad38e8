package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.ItemLoop;
import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.math.Softmax;
import io.intereststream.model.release.ReleaseData;
import java.util.function.IntConsumer;

/**
 * What CMI's incremental encoders need from a release; they share it. For each item, in two tables:
 * its unit row v [d] with, under soft assignment, its share of each category (equation 1) [L]; and
 * the input half of the GRU, W_ih·v [3·hidden]. Under hard assignment the number of each item's
 * category, which is always precomputed. Also the recurrent matrix and the projection by columns.
 */
final class CmiItemTable {

  private final ReleaseData release;
  private final CmiModel model;
  private final ItemRows vectors;

  /** Null under soft assignment. */
  private final int[] categories;

  /** Null without a general interest. */
  private final ItemRows inputs;

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
    boolean hard = CmiForm.of(release).assignment() == CmiForm.Assignment.HARD;
    boolean none = general == null;
    inputs = none ? null : ItemRows.products(release, items, general.input(), gates);
    recurrent = none ? null : Kernel.columns(general.recurrent(), gates, model.hidden());
    projection = none ? null : Kernel.columns(general.projection(), d, model.hidden());
    if (hard) {
      vectors = new ItemRows(release, items, d, () -> model.items()::read);
      categories = new int[release.items()];
      ItemLoop.forEach(release, this::categoryWriter);
    } else {
      vectors = new ItemRows(release, items, d + model.interests(), SharesReader::new);
      categories = null;
    }
  }

  private IntConsumer categoryWriter() {
    ItemRows.Reader reader = vectors.reader();
    float[] vector = new float[model.dimension()];
    return row -> {
      reader.read(row, vector, 0);
      categories[row] = model.nearestCategory(vector);
    };
  }

  /** Returns the release of the table. */
  ReleaseData release() {
    return release;
  }

  /** Returns the rows of v, under soft assignment followed by the shares. */
  ItemRows vectors() {
    return vectors;
  }

  /** Returns the category of an item under hard assignment. */
  int category(int row) {
    return categories[row];
  }

  /** Returns the input halves of the GRU; null without a general interest. */
  ItemRows inputs() {
    return inputs;
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

  /**
   * Reads v and computes the shares p_l, the softmax over l of v · g_l / temperature, in double
   * precision.
   */
  private final class SharesReader implements ItemRows.Reader {

    private final float[] vector = new float[model.dimension()];
    private final double[] shares = new double[model.interests()];

    @Override
    public void read(int row, float[] into, int at) {
      model.items().read(row, vector, 0);
      System.arraycopy(vector, 0, into, at, vector.length);
      model.affinities(vector, shares);
      for (int l = 0; l < shares.length; l++) {
        shares[l] /= release.manifest().temperature();
      }
      Softmax.apply(shares, shares.length);
      for (int l = 0; l < shares.length; l++) {
        into[at + vector.length + l] = (float) shares[l];
      }
    }
  }
}
