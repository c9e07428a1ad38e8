package io.intereststream.model.encoder.dssrec;

import io.intereststream.model.encoder.HistoryEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.math.Softmax;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/** DSSRec in float32, a whole history at a time. */
final class DssRecEncoder extends HistoryEncoder {

  private final CausalBlock[] blocks;
  private final LayerNorm encoderNorm;

  /** norm0(c_l) by columns, [d][L]. */
  private final float[][] prototypes;

  private final LayerNorm keyNorm;
  private final Layer keyLayer;
  private final LayerNorm queryNorm;
  private final LayerNorm norm;

  private final float[][] z;
  private final double[] importance;
  private final float[] query;
  private final float[] key;
  private final float[] more;
  private final float[] vector;
  private final float[] logits;
  private final double[] intention;
  private final double[][] sums;
  private final double[] weights;

  DssRecEncoder(ReleaseData release) {
    super(release);
    DssRecForm form = (DssRecForm) release.form();
    blocks = new CausalBlock[form.blocks()];
    Arrays.setAll(blocks, j -> new CausalBlock(release, DssRecForm.block(j), form.heads()));
    encoderNorm = new LayerNorm(release, DssRecForm.ENCODER_NORM);
    prototypes = prototypes(release);
    keyNorm = new LayerNorm(release, DssRecForm.KEY_NORM);
    keyLayer = new Layer(release, DssRecForm.KEY);
    queryNorm = new LayerNorm(release, DssRecForm.QUERY_NORM);
    norm = new LayerNorm(release, DssRecForm.NORM);
    z = new float[release.window()][d];
    importance = new double[release.window()];
    query = new float[d];
    key = new float[d];
    more = new float[d];
    vector = new float[d];
    logits = new float[interests];
    intention = new double[interests];
    sums = new double[interests][d];
    weights = new double[interests];
  }

  private static float[][] prototypes(ReleaseData release) {
    int d = release.dimension();
    float[] all = release.tensor(DssRecForm.PROTOTYPE);
    float[] normal = new float[all.length];
    for (int from = 0; from < all.length; from += d) {
      float[] one = Arrays.copyOfRange(all, from, from + d);
      LayerNorm.normalise(one);
      System.arraycopy(one, 0, normal, from, d);
    }
    return Kernel.columns(normal, release.interests(), d);
  }

  @Override
  protected void encode(int[] rows, Interests into) {
    int n = rows.length;
    run(rows);
    weigh(n);
    gather(n);
    float[] shift = release.tensor(DssRecForm.SHIFT);
    into.count(interests);
    for (int l = 0; l < interests; l++) {
      for (int k = 0; k < d; k++) {
        vector[k] = (float) (shift[l * d + k] + sums[l][k]);
      }
      norm.apply(vector);
      System.arraycopy(vector, 0, into.vectors(), l * d, d);
      into.categories()[l] = l;
      into.weights()[l] = (float) weights[l];
    }
  }

  /** Equations 1 and 2, into {@link #z}. */
  private void run(int[] rows) {
    float[] positions = release.tensor(DssRecForm.POSITION);
    float root = (float) Math.sqrt(d);
    for (int t = 0; t < rows.length; t++) {
      release.itemVectors().read(rows[t], vector, 0);
      for (int k = 0; k < d; k++) {
        z[t][k] = root * vector[k] + positions[t * d + k];
      }
    }
    for (CausalBlock block : blocks) {
      block.apply(z, rows.length);
    }
    for (int t = 0; t < rows.length; t++) {
      encoderNorm.apply(z[t]);
    }
  }

  /** Equation 4, into {@link #importance}. */
  private void weigh(int n) {
    place(n - 1, query);
    Kernel.addOne(release.tensor(DssRecForm.QUERY_SHIFT), 1, query);
    queryNorm.apply(query);
    for (int t = 0; t < n; t++) {
      place(t, key);
      keyNorm.apply(key);
      keyLayer.apply(key, more);
      Kernel.relu(more);
      double likeness = 0;
      for (int k = 0; k < d; k++) {
        likeness += ((double) key[k] + more[k]) * query[k];
      }
      importance[t] = likeness / Math.sqrt(d);
    }
    Softmax.apply(importance, n);
  }

  /** z_t + α_t. */
  private void place(int t, float[] into) {
    System.arraycopy(release.tensor(DssRecForm.INTENTION_POSITION), t * d, into, 0, d);
    Kernel.addOne(z[t], 1, into);
  }

  /** Equations 3 and 5 up to the sums. */
  private void gather(int n) {
    Arrays.fill(weights, 0);
    for (double[] sum : sums) {
      Arrays.fill(sum, 0);
    }
    for (int t = 0; t < n; t++) {
      System.arraycopy(z[t], 0, vector, 0, d);
      LayerNorm.normalise(vector);
      Kernel.multiply(prototypes, vector, 0, d, logits);
      for (int l = 0; l < interests; l++) {
        intention[l] = logits[l] / Math.sqrt(d);
      }
      Softmax.apply(intention, interests);
      for (int l = 0; l < interests; l++) {
        double share = intention[l] * importance[t];
        weights[l] += share;
        for (int k = 0; k < d; k++) {
          sums[l][k] += share * z[t][k];
        }
      }
    }
  }
}
