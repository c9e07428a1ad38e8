package io.intereststream.model.encoder.routing;

import io.intereststream.model.encoder.HistoryEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.ReleaseData;

/** MIND, a whole history at a time: votes from a table, output layers in float32. */
final class MindEncoder extends HistoryEncoder {

  private final ItemRows.Reader items;
  private final DynamicRouting routing;
  private final float[][] hidden;
  private final float[][] output;
  private final float[][] votes;
  private final double[][] logits;
  private final float[] capsule;
  private final float[] inner;
  private final float[] vector;

  /**
   * Creates an encoder.
   *
   * @param items see {@link #votes(ReleaseData, ItemTables)}
   */
  MindEncoder(ReleaseData release, ItemRows items) {
    super(release);
    this.items = items.reader();
    MindForm form = (MindForm) release.form();
    int width = release.hidden();
    routing = new DynamicRouting(form.iterations(), interests, d, 0);
    hidden = Kernel.columns(release.tensor(MindForm.HIDDEN), width, d);
    output = Kernel.columns(release.tensor(MindForm.OUTPUT), d, width);
    votes = new float[release.window()][d];
    logits = new double[release.window()][interests];
    capsule = new float[d];
    inner = new float[width];
    vector = new float[d];
  }

  /** Returns the precomputed row of each item: S v [d]. */
  static ItemRows votes(ReleaseData release, ItemTables items) {
    return ItemRows.products(
        release, items, release.tensor(MindForm.BILINEAR), release.dimension());
  }

  @Override
  protected void encode(int[] rows, Interests into) {
    float[] start = release.tensor(MindForm.LOGITS);
    for (int t = 0; t < rows.length; t++) {
      items.read(rows[t], votes[t], 0);
      for (int l = 0; l < interests; l++) {
        logits[t][l] = start[t * interests + l];
      }
    }
    int used = MindForm.interests(rows.length, interests);
    routing.route(votes, logits, rows.length, used);
    into.count(used);
    for (int l = 0; l < used; l++) {
      output(routing.capsule(l));
      System.arraycopy(vector, 0, into.vectors(), l * d, d);
      into.categories()[l] = l;
      into.weights()[l] = (float) (routing.assigned(l) / rows.length);
    }
  }

  /** Computes the interest of a capsule into {@link #vector}. */
  private void output(double[] of) {
    for (int k = 0; k < d; k++) {
      capsule[k] = (float) of[k];
    }
    System.arraycopy(release.tensor(MindForm.HIDDEN_BIAS), 0, inner, 0, inner.length);
    Kernel.addTo(hidden, capsule, 0, d, inner);
    Kernel.relu(inner);
    System.arraycopy(release.tensor(MindForm.OUTPUT_BIAS), 0, vector, 0, d);
    Kernel.addTo(output, inner, 0, inner.length, vector);
    Kernel.relu(vector);
  }
}
