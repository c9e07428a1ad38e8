package io.intereststream.model.encoder.routing;

import io.intereststream.model.encoder.HistoryEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/** ComiRec-DR, a whole history at a time. */
final class ComiRecDrEncoder extends HistoryEncoder {

  private final float[][][] maps;
  private final DynamicRouting routing;
  private final float[] vector;
  private final float[][] votes;
  private final double[][] logits;

  /**
   * Creates an encoder.
   *
   * @param maps see {@link #maps(ReleaseData)}
   */
  ComiRecDrEncoder(ReleaseData release, float[][][] maps) {
    super(release);
    this.maps = maps;
    ComiRecDrForm form = (ComiRecDrForm) release.form();
    routing = new DynamicRouting(form.iterations(), interests, d, d);
    vector = new float[d];
    votes = new float[release.window()][interests * d];
    logits = new double[release.window()][interests];
  }

  /** Returns W by columns, [window][d][L·d]. */
  static float[][][] maps(ReleaseData release) {
    float[] all = release.tensor(ComiRecDrForm.MAP);
    int d = release.dimension();
    int rows = release.interests() * d;
    float[][][] maps = new float[release.window()][][];
    for (int t = 0; t < maps.length; t++) {
      float[] one = Arrays.copyOfRange(all, t * rows * d, (t + 1) * rows * d);
      maps[t] = Kernel.columns(one, rows, d);
    }
    return maps;
  }

  @Override
  protected void encode(int[] rows, Interests into) {
    for (int t = 0; t < rows.length; t++) {
      release.itemVectors().read(rows[t], vector, 0);
      Kernel.multiply(maps[t], vector, 0, d, votes[t]);
      Arrays.fill(logits[t], 0);
    }
    routing.route(votes, logits, rows.length, interests);
    into.count(interests);
    for (int l = 0; l < interests; l++) {
      for (int k = 0; k < d; k++) {
        into.vectors()[l * d + k] = (float) routing.capsule(l)[k];
      }
      into.categories()[l] = l;
      into.weights()[l] = (float) (routing.assigned(l) / rows.length);
    }
  }
}
