package io.intereststream.model.encoder.dssrec;

import io.intereststream.model.math.Kernel;
import io.intereststream.model.math.Softmax;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/** A block of DSSRec's encoder, equation 2 of {@link DssRecForm}, in float32. Not thread-safe. */
final class CausalBlock {

  private final int d;
  private final int width;
  private final LayerNorm attentionNorm;
  private final float[][] query;
  private final float[][] key;
  private final float[][] value;
  private final LayerNorm forwardNorm;
  private final Layer inner;
  private final Layer outer;

  private final float[] of;
  private final float[][] keys;
  private final float[][] values;
  private final double[] shares;
  private final float[] within;
  private final float[] out;

  CausalBlock(ReleaseData release, String name, int heads) {
    d = release.dimension();
    width = d / heads;
    attentionNorm = new LayerNorm(release, name + DssRecForm.ATTENTION_NORM);
    query = Kernel.columns(release.tensor(name + DssRecForm.QUERY_OF_BLOCK), d, d);
    key = Kernel.columns(release.tensor(name + DssRecForm.KEY_OF_BLOCK), d, d);
    value = Kernel.columns(release.tensor(name + DssRecForm.VALUE_OF_BLOCK), d, d);
    forwardNorm = new LayerNorm(release, name + DssRecForm.FORWARD_NORM);
    inner = new Layer(release, name + DssRecForm.INNER);
    outer = new Layer(release, name + DssRecForm.OUTER);
    of = new float[d];
    keys = new float[release.window()][d];
    values = new float[release.window()][d];
    shares = new double[release.window()];
    within = new float[d];
    out = new float[d];
  }

  /** Replaces the first {@code n} rows x_t. */
  void apply(float[][] x, int n) {
    for (int t = 0; t < n; t++) {
      Kernel.multiply(key, x[t], 0, d, keys[t]);
      Kernel.multiply(value, x[t], 0, d, values[t]);
      attentionNorm.apply(x[t]);
      Kernel.multiply(query, x[t], 0, d, of);
      for (int from = 0; from < d; from += width) {
        attend(t, from, x[t]);
      }
      forwardNorm.apply(x[t]);
      inner.apply(x[t], within);
      Kernel.relu(within);
      outer.apply(within, out);
      Kernel.addOne(out, 1, x[t]);
    }
  }

  /** Adds the attention of one head at position t. */
  private void attend(int t, int from, float[] to) {
    for (int r = 0; r <= t; r++) {
      double likeness = 0;
      for (int k = from; k < from + width; k++) {
        likeness += (double) of[k] * keys[r][k];
      }
      shares[r] = likeness / Math.sqrt(width);
    }
    Softmax.apply(shares, t + 1);
    Arrays.fill(out, from, from + width, 0f);
    for (int r = 0; r <= t; r++) {
      float share = (float) shares[r];
      for (int k = from; k < from + width; k++) {
        out[k] += share * values[r][k];
      }
    }
    for (int k = from; k < from + width; k++) {
      to[k] += out[k];
    }
  }
}
