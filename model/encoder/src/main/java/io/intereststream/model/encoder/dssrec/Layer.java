package io.intereststream.model.encoder.dssrec;

import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.ReleaseData;

/** A fully connected layer, W x + b in float32. */
final class Layer {

  private final float[][] columns;
  private final float[] bias;

  /**
   * Creates a square layer.
   *
   * @param name prefix of the tensors {@code .weight} and {@code .bias}
   */
  Layer(ReleaseData release, String name) {
    int d = release.dimension();
    columns = Kernel.columns(release.tensor(name + DssRecForm.WEIGHT), d, d);
    bias = release.tensor(name + DssRecForm.BIAS);
  }

  void apply(float[] x, float[] out) {
    System.arraycopy(bias, 0, out, 0, out.length);
    Kernel.addTo(columns, x, 0, x.length, out);
  }
}
