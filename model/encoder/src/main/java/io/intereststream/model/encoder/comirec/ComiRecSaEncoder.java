package io.intereststream.model.encoder.comirec;

import io.intereststream.model.encoder.AbstractIncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.math.Activation;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.math.RunningSoftmax;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/**
 * ComiRec-SA in float32, updated item by item. A state is [{@link RunningSoftmax} of L interests |
 * items: 1]; an append is hidden tanh and L·(hidden + d) multiply-adds. At most {@link #window()}
 * items can be appended, because positions count from the oldest item.
 */
final class ComiRecSaEncoder extends AbstractIncrementalEncoder {

  private final ItemRows.Reader items;

  /** W1 o_t, [window][hidden]. */
  private final float[][] positions;

  private final float[] outer;
  private final RunningSoftmax means;
  private final int countAt;
  private final float[] item;
  private final float[] vector;
  private final float[] inner;
  private final Activation activation;

  ComiRecSaEncoder(ReleaseData release, ComiRecSaTable table) {
    super(release);
    items = table.items().reader();
    positions = table.positions();
    outer = release.tensor(ComiRecSaForm.OUTER);
    means = new RunningSoftmax(interests, d);
    countAt = means.size();
    item = new float[table.items().width()];
    vector = new float[d];
    inner = new float[release.hidden()];
    activation = new Activation(inner.length);
  }

  @Override
  public int stateSize() {
    return countAt + 1;
  }

  @Override
  public void append(float[] state, int row) {
    float[] position = positions[(int) state[countAt]];
    items.read(row, item, 0);
    System.arraycopy(item, 0, vector, 0, d);
    System.arraycopy(item, d, inner, 0, inner.length);
    Kernel.addOne(position, 1, inner);
    activation.tanh(inner);
    for (int l = 0; l < interests; l++) {
      means.add(state, l, (float) logit(l), vector);
    }
    state[countAt]++;
  }

  @Override
  public void interests(float[] state, int[] rows, Interests into) {
    if (rows.length == 0) {
      into.count(0);
      return;
    }
    into.count(interests);
    Arrays.fill(into.general(), 0f);
    for (int l = 0; l < interests; l++) {
      means.read(state, l, into.vectors(), l * d);
      into.categories()[l] = l;
      into.weights()[l] = 1f / interests;
    }
  }

  /** Returns row l of W2 times {@link #inner}. */
  private double logit(int l) {
    double sum = 0;
    for (int i = 0; i < inner.length; i++) {
      sum += (double) outer[l * inner.length + i] * inner[i];
    }
    return sum;
  }
}
