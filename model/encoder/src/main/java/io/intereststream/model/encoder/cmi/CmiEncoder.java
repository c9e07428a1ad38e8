package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.AbstractIncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.cmi.CmiForm.Fusion;
import io.intereststream.model.math.Kernel;
import java.util.Arrays;

/**
 * CMI in float32. A state is the state of the GRU, [h: hidden], and is empty in a form without a
 * general interest. An append is the recurrent half of one GRU step, since the input half comes
 * from the {@link CmiItemTable}. The sums of equation 2 are computed from the items' vectors
 * whenever interests are asked for.
 *
 * <p>Not thread-safe, because it has scratch space; make one for each task, over one shared table.
 */
final class CmiEncoder extends AbstractIncrementalEncoder {

  private final HistoryRows rows;
  private final InterestSums sums;

  /** Null with the paper's fusion. */
  private final ContextSum context;

  /** Null in a form without a general interest. */
  private final GeneralInterest general;

  private final boolean omitsEmpty;

  /** λ g_l, [L][d]; null without an anchor. */
  private final float[][] anchors;

  /** What is added to every interest: u^g or κ c. */
  private final float[] common;

  /** Creates an encoder of the table's release. */
  CmiEncoder(CmiItemTable table) {
    super(table.release());
    CmiForm form = CmiForm.of(release);
    this.rows = new HistoryRows(table.vectors(), d, release.window());
    this.sums = InterestSums.of(table);
    this.context =
        form.fusion() instanceof Fusion.Context c ? new ContextSum(c, d, release.window()) : null;
    this.general = form.general() ? new GeneralInterest(table) : null;
    this.omitsEmpty = form.mayOmitInterests();
    this.anchors = form.anchor() > 0 ? anchors(form.anchor(), table.model().categories()) : null;
    this.common = new float[d];
  }

  private float[][] anchors(double anchor, float[] categories) {
    float[][] scaled = new float[interests][d];
    for (int l = 0; l < interests; l++) {
      for (int k = 0; k < d; k++) {
        scaled[l][k] = (float) (anchor * categories[l * d + k]);
      }
    }
    return scaled;
  }

  @Override
  public int stateSize() {
    return release.hidden();
  }

  @Override
  public void append(float[] state, int row) {
    if (general != null) {
      general.step(state, row);
    }
  }

  @Override
  public void append(float[] state, int[] items) {
    if (general != null) {
      general.steps(state, items);
    }
  }

  @Override
  protected void appendEach(float[][] states, int[] items, int n) {
    if (general != null) {
      general.stepEach(states, items, n);
    }
  }

  @Override
  public void interests(float[] state, int[] items, Interests into) {
    if (items.length == 0) {
      into.count(0);
      return;
    }
    into.count(interests);
    sums.compute(items, rows);
    common(state, into.general());
    int count = 0;
    for (int l = 0; l < interests; l++) {
      float weight = sums.weights[l];
      if (weight == 0 && omitsEmpty) {
        continue;
      }
      fuse(l, into.vectors(), count * d);
      if (anchors != null) {
        Kernel.fuse(into.vectors(), count * d, 1, anchors[l], into.vectors(), count * d);
      }
      into.categories()[count] = l;
      into.weights()[count] = weight / items.length;
      count++;
    }
    into.count(count);
  }

  /** Writes u^g to {@code generalOut}, zeros if there is none, and sets {@link #common}. */
  private void common(float[] state, float[] generalOut) {
    Arrays.fill(common, 0f);
    if (general != null) {
      general.compute(state, common);
    }
    System.arraycopy(common, 0, generalOut, 0, d);
    if (context != null) {
      context.fuse(rows, common);
    }
  }

  /**
   * Equation 5 for z_l. Without a common part the result is unit(z_l), normalised once, so that a
   * z_l shorter than the smallest norm stays shorter than 1.
   */
  private void fuse(int l, float[] into, int at) {
    float factor = context == null ? Kernel.inverse(Kernel.norm(sums.z, l * d, d)) : 1;
    if (context == null && general == null) {
      for (int k = 0; k < d; k++) {
        into[at + k] = factor * sums.z[l * d + k];
      }
    } else {
      Kernel.fuse(sums.z, l * d, factor, common, into, at);
    }
  }
}
