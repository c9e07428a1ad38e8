package io.intereststream.model.encoder.comirec;

import io.intereststream.model.encoder.PlainReference;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/** The equations of {@link ComiRecSaForm} over a whole history. */
final class ComiRecSaReference extends PlainReference {

  ComiRecSaReference(ReleaseData release) {
    super(release);
  }

  @Override
  protected Result compute(int[] rows) {
    double[][] logits = new double[interests][rows.length];
    for (int t = 0; t < rows.length; t++) {
      double[] placed = plus(item(rows[t]), row(ComiRecSaForm.POSITION, t, d));
      double[] inner = map(times(ComiRecSaForm.INNER, placed), Math::tanh);
      double[] of = times(ComiRecSaForm.OUTER, inner);
      for (int l = 0; l < interests; l++) {
        logits[l][t] = of[l];
      }
    }
    double[][] vectors = new double[interests][d];
    for (int l = 0; l < interests; l++) {
      double[] attention = softmax(logits[l]);
      for (int t = 0; t < rows.length; t++) {
        add(vectors[l], attention[t], item(rows[t]));
      }
    }
    double[] weights = new double[interests];
    Arrays.fill(weights, 1.0 / interests);
    return new Result(vectors, weights);
  }
}
