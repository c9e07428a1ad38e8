package io.intereststream.model.encoder.dssrec;

import io.intereststream.model.release.ReleaseData;

/** Layer normalisation, in place: (x − mean) / √(variance + ε), times a weight, plus a bias. */
final class LayerNorm {

  private final float[] weight;
  private final float[] bias;

  /**
   * Creates a layer normalisation.
   *
   * @param name prefix of the tensors {@code .weight} and {@code .bias}
   */
  LayerNorm(ReleaseData release, String name) {
    weight = release.tensor(name + DssRecForm.WEIGHT);
    bias = release.tensor(name + DssRecForm.BIAS);
  }

  void apply(float[] x) {
    normalise(x);
    for (int k = 0; k < x.length; k++) {
      x[k] = x[k] * weight[k] + bias[k];
    }
  }

  /** Normalises without weight and bias. */
  static void normalise(float[] x) {
    double sum = 0;
    for (float value : x) {
      sum += value;
    }
    double mean = sum / x.length;
    double squares = 0;
    for (float value : x) {
      squares += (value - mean) * (value - mean);
    }
    double factor = 1 / Math.sqrt(squares / x.length + DssRecForm.EPSILON);
    for (int k = 0; k < x.length; k++) {
      x[k] = (float) ((x[k] - mean) * factor);
    }
  }
}
