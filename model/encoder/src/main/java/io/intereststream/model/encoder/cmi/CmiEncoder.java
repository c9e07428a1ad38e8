package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.AbstractIncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.encoder.cmi.CmiForm.Fusion;
import io.intereststream.model.math.Kernel;
import java.util.Arrays;

/**
 * CMI in float32, carried on from item to item: what depends on an item alone comes from the {@link
 * CmiItemTable}, so an append is L·d multiply-adds into the sums z (d under hard assignment) and
 * one recurrent half-step of the GRU. A state is [z: L·d | sums of weights: L | h: hidden]; in
 * forms other than the paper's with what else they need in front of h, and without h where there is
 * no general interest.
 *
 * <p>Not thread-safe (it has scratch space of its own); make one for each task, over one table.
 */
final class CmiEncoder extends AbstractIncrementalEncoder {

  private final ItemRows.Item items;

  /** Where the GRU's input half begins within an item. */
  private final int inputAt;

  private final InterestSums sums;

  /** Null with the paper's fusion. */
  private final ContextSum context;

  /** Null in a form without. */
  private final GeneralInterest general;

  private final int stateSize;
  private final boolean leavesEmptyOut;

  /** λ g_l, [L][d]; null where interests are not drawn to their categories. */
  private final float[][] anchors;

  /** What the table has of an item, for each state that is carried on together. */
  private final float[][] itemOf;

  /** What every interest takes in: u^g or κ c. */
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
    this.leavesEmptyOut = form.leavesEmptyOut();
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

  /** Reads some items ahead: each is a wait for memory, and those go on side by side. */
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
      if (weight == 0 && leavesEmptyOut) {
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

  /** Leaves u^g in {@code generalOut}, zeros if there is none, and sets {@link #common}. */
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
   * Equation 5 for z_l, in place, since a copy that is read at once is waited for. Where nothing is
   * common it is unit(z_l), once: a z_l shorter than the smallest norm stays shorter than 1.
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
