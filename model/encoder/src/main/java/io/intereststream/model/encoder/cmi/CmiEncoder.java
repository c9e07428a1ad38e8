package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.AbstractIncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.encoder.cmi.CmiForm.Fusion;
import io.intereststream.model.math.Kernel;
import java.util.Arrays;

/**
 * CMI in float32, updated item by item. Values that depend only on the item come from the {@link
 * CmiItemTable}, so an append costs L·d multiply-adds for the sums z (d with hard assignment) and
 * the recurrent half of one GRU step. A state is [z: L·d | sums of weights: L | h: hidden]. Other
 * forms than the paper's may have further sums before h. A form without a general interest has no
 * h.
 *
 * <p>Not thread-safe, because it has scratch space; make one for each task, over one shared table.
 */
final class CmiEncoder extends AbstractIncrementalEncoder {

  private final ItemRows.Reader items;

  /** Where the GRU's input half begins within an item. */
  private final int inputAt;

  private final InterestSums sums;

  /** Null with the paper's fusion. */
  private final ContextSum context;

  /** Null in a form without a general interest. */
  private final GeneralInterest general;

  private final int stateSize;
  private final boolean omitsEmpty;

  /** λ g_l, [L][d]; null without an anchor. */
  private final float[][] anchors;

  /** The table's row of an item, for each state that is updated together. */
  private final float[][] itemOf;

  /** What is added to every interest: u^g or κ c. */
  private final float[] common;

  /** Creates an encoder of the table's release. */
  CmiEncoder(CmiItemTable table) {
    super(table.release());
    this.items = table.reader();
    this.inputAt = table.inputAt();
    CmiForm form = CmiForm.of(release);
    this.sums = InterestSums.of(release);
    int size = sums.size();
    this.context = form.fusion() instanceof Fusion.Context c ? new ContextSum(c, d, size) : null;
    size += context == null ? 0 : d;
    this.general = form.general() ? new GeneralInterest(table, size) : null;
    this.stateSize = size + release.hidden();
    this.omitsEmpty = form.mayOmitInterests();
    this.anchors = form.anchor() > 0 ? anchors(form.anchor(), table.model().categories()) : null;
    this.itemOf = new float[TOGETHER][table.width()];
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
    return stateSize;
  }

  @Override
  public void append(float[] state, int row) {
    items.read(row, itemOf[0]);
    take(state, itemOf[0]);
  }

  /** Reads a group of items ahead, so that the memory accesses overlap. */
  @Override
  public void append(float[] state, int[] rows) {
    for (int from = 0; from < rows.length; from += TOGETHER) {
      int n = Math.min(TOGETHER, rows.length - from);
      for (int i = 0; i < n; i++) {
        items.read(rows[from + i], itemOf[i]);
      }
      for (int i = 0; i < n; i++) {
        take(state, itemOf[i]);
      }
    }
  }

  private void take(float[] state, float[] item) {
    addToSums(state, item);
    if (general != null) {
      general.step(state, item, inputAt);
    }
  }

  @Override
  protected void appendEach(float[][] states, int[] rows, int n) {
    for (int v = 0; v < n; v++) {
      items.read(rows[v], itemOf[v]);
    }
    for (int v = 0; v < n; v++) {
      addToSums(states[v], itemOf[v]);
    }
    if (general != null) {
      general.stepEach(states, itemOf, inputAt, n);
    }
  }

  /** Adds an item's vector to the sums of a state. */
  private void addToSums(float[] state, float[] item) {
    sums.add(state, item);
    if (context != null) {
      context.add(state, item);
    }
  }

  @Override
  public void interests(float[] state, int known, Interests into) {
    if (known == 0) {
      into.count(0);
      return;
    }
    into.count(interests);
    common(state, into.general());
    int count = 0;
    for (int l = 0; l < interests; l++) {
      float weight = state[sums.weightsAt + l];
      if (weight == 0 && omitsEmpty) {
        continue;
      }
      fuse(state, l, into.vectors(), count * d);
      if (anchors != null) {
        Kernel.fuse(into.vectors(), count * d, 1, anchors[l], into.vectors(), count * d);
      }
      into.categories()[count] = l;
      into.weights()[count] = weight / known;
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
      context.fuse(state, common);
    }
  }

  /**
   * Equation 5 for z_l, computed in place: reading a copy right after writing it would stall.
   * Without a common part the result is unit(z_l), normalised once, so that a z_l shorter than the
   * smallest norm stays shorter than 1.
   */
  private void fuse(float[] state, int l, float[] into, int at) {
    float factor = sums.scale(state, l);
    if (context == null) {
      factor *= Kernel.inverse(factor * Kernel.norm(state, l * d, d));
    }
    if (context == null && general == null) {
      for (int k = 0; k < d; k++) {
        into[at + k] = factor * state[l * d + k];
      }
    } else {
      Kernel.fuse(state, l * d, factor, common, into, at);
    }
  }
}
