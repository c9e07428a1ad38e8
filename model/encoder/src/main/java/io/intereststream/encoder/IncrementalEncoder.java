package io.intereststream.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CMI in plain Java and float32, carried on from item to item: what depends on an item alone comes
 * from the {@link ItemTable}, so an append is L·d multiply-adds into the sums z and one recurrent
 * half-step of the GRU.
 *
 * <p>Not thread-safe (it has scratch space of its own); make one for each task, over one table.
 */
public final class IncrementalEncoder implements StatefulEncoder {

  private final ItemTable table;
  private final int d;
  private final int interests;
  private final int hidden;

  /** Where a state's sums of weights and GRU state begin. */
  private final int weightsAt;

  private final int hiddenAt;

  /** Scratch: short arrays of one length each, so that loops over them are vectorised. */
  private final float[] vector;

  private final float[] sum;
  private final float[] projected;
  private final float[] gates;
  private final float[] resetUpdate;
  private final float[] update;
  private final float[] candidate;
  private final float[] recurrent;
  private final float[] h;
  private final Activation ofTwoGates;
  private final Activation ofCandidate;

  /** Creates an encoder of the table's release. */
  public IncrementalEncoder(ItemTable table) {
    this.table = table;
    this.d = table.release().dimension();
    this.interests = table.release().interests();
    this.hidden = table.release().hidden();
    this.weightsAt = interests * d;
    this.hiddenAt = weightsAt + interests;
    this.vector = new float[d];
    this.sum = new float[d];
    this.projected = new float[d];
    this.gates = new float[3 * hidden];
    this.resetUpdate = new float[2 * hidden];
    this.update = new float[hidden];
    this.candidate = new float[hidden];
    this.recurrent = new float[hidden];
    this.h = new float[hidden];
    this.ofTwoGates = new Activation(2 * hidden);
    this.ofCandidate = new Activation(hidden);
  }

  @Override
  public int window() {
    return table.release().window();
  }

  @Override
  public int stateSize() {
    return hiddenAt + hidden;
  }

  @Override
  public void append(float[] state, int row) {
    float[] item = table.block(row);
    int offset = table.offset(row);
    int shares = offset + d;
    System.arraycopy(item, offset, vector, 0, d);
    for (int l = 0; l < interests; l++) {
      state[weightsAt + l] += item[shares + l];
      System.arraycopy(state, l * d, sum, 0, d);
      Kernel.addOne(vector, item[shares + l], sum);
      System.arraycopy(sum, 0, state, l * d, d);
    }
    step(state, item, shares + interests);
  }

  @Override
  public void interests(float[] state, int known, Interests into) {
    if (known == 0) {
      into.count(0);
      return;
    }
    into.count(interests);
    general(state);
    System.arraycopy(projected, 0, into.general(), 0, d);
    for (int l = 0; l < interests; l++) {
      System.arraycopy(state, l * d, vector, 0, d);
      System.arraycopy(projected, 0, sum, 0, d);
      Kernel.addOne(vector, inverseNorm(vector), sum);
      scale(sum, inverseNorm(sum));
      System.arraycopy(sum, 0, into.vectors(), l * d, d);
      into.categories()[l] = l;
      into.weights()[l] = state[weightsAt + l] / known;
    }
  }

  @Override
  public List<Interests> encode(List<int[]> histories) {
    List<Interests> results = new ArrayList<>(histories.size());
    float[] state = new float[stateSize()];
    for (int[] history : histories) {
      Arrays.fill(state, 0f);
      int[] rows = table.release().newest(history, results.size());
      for (int row : rows) {
        append(state, row);
      }
      Interests result = new Interests(interests, d);
      interests(state, rows.length, result);
      results.add(result);
    }
    return results;
  }

  /** Equation 3: r, z, c and h' from the item's input half and the recurrent half. */
  private void step(float[] state, float[] item, int input) {
    System.arraycopy(item, input, gates, 0, 2 * hidden);
    Arrays.fill(gates, 2 * hidden, 3 * hidden, 0f);
    Kernel.addTo(table.recurrent(), state, hiddenAt, hidden, gates);
    System.arraycopy(gates, 0, resetUpdate, 0, 2 * hidden);
    ofTwoGates.sigmoid(resetUpdate);

    System.arraycopy(item, input + 2 * hidden, candidate, 0, hidden);
    System.arraycopy(gates, 2 * hidden, recurrent, 0, hidden);
    for (int i = 0; i < candidate.length; i++) {
      candidate[i] += resetUpdate[i] * recurrent[i];
    }
    ofCandidate.tanh(candidate);

    System.arraycopy(resetUpdate, hidden, update, 0, hidden);
    System.arraycopy(state, hiddenAt, h, 0, hidden);
    for (int i = 0; i < h.length; i++) {
      h[i] = candidate[i] + update[i] * (h[i] - candidate[i]);
    }
    System.arraycopy(h, 0, state, hiddenAt, hidden);
  }

  /** Equation 4, unit(max(M h + b, 0)), into {@link #projected}. */
  private void general(float[] state) {
    System.arraycopy(table.release().weights().bias(), 0, projected, 0, d);
    Kernel.addTo(table.projection(), state, hiddenAt, hidden, projected);
    for (int k = 0; k < projected.length; k++) {
      projected[k] = Math.max(projected[k], 0f);
    }
    scale(projected, inverseNorm(projected));
  }

  private static void scale(float[] values, float factor) {
    for (int k = 0; k < values.length; k++) {
      values[k] *= factor;
    }
  }

  /** 1 / max(|x|, 1e-12); eight sums, so that no addition waits for the one before. */
  private static float inverseNorm(float[] x) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int k = 0;
    for (; k + 8 <= x.length; k += 8) {
      s0 += x[k] * x[k];
      s1 += x[k + 1] * x[k + 1];
      s2 += x[k + 2] * x[k + 2];
      s3 += x[k + 3] * x[k + 3];
      s4 += x[k + 4] * x[k + 4];
      s5 += x[k + 5] * x[k + 5];
      s6 += x[k + 6] * x[k + 6];
      s7 += x[k + 7] * x[k + 7];
    }
    for (; k < x.length; k++) {
      s0 += x[k] * x[k];
    }
    double squares = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    return (float) (1 / Math.max(Math.sqrt(squares), CmiWeights.SMALLEST_NORM));
  }
}
