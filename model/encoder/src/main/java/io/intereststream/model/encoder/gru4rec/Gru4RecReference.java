package io.intereststream.model.encoder.gru4rec;

import io.intereststream.model.encoder.PlainReference;
import io.intereststream.model.release.ReleaseData;

/** The equations of {@link Gru4RecForm} over a whole history. */
final class Gru4RecReference extends PlainReference {

  Gru4RecReference(ReleaseData release) {
    super(release);
  }

  @Override
  protected Result compute(int[] rows) {
    int hidden = release.hidden();
    double[] h = new double[hidden];
    for (int row : rows) {
      double[] input = times(Gru4RecForm.INPUT, item(row));
      double[] recurrent = times(Gru4RecForm.RECURRENT, h);
      for (int i = 0; i < hidden; i++) {
        double reset = sigmoid(input[i] + recurrent[i]);
        double update = sigmoid(input[hidden + i] + recurrent[hidden + i]);
        double candidate = Math.tanh(input[2 * hidden + i] + reset * recurrent[2 * hidden + i]);
        h[i] = (1 - update) * candidate + update * h[i];
      }
    }
    double[] u = plus(times(Gru4RecForm.PROJECTION, h), vector(Gru4RecForm.BIAS));
    return new Result(new double[][] {u}, new double[] {1});
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
