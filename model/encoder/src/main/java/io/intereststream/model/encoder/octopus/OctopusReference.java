package io.intereststream.model.encoder.octopus;

import io.intereststream.model.encoder.PlainReference;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/** The equations of {@link OctopusForm} over a whole history. */
final class OctopusReference extends PlainReference {

  OctopusReference(ReleaseData release) {
    super(release);
  }

  @Override
  protected Result compute(int[] rows) {
    double[][] vectors = new double[interests][];
    double[] weights = new double[interests];
    for (int m = 0; m < interests; m++) {
      int channel = m;
      int[] own = Arrays.stream(rows).filter(row -> channel(row) == channel).toArray();
      weights[m] = own.length / (double) rows.length;
      vectors[m] = own.length == 0 ? null : attended(own, m);
    }
    return new Result(vectors, weights);
  }

  private int channel(int row) {
    return OctopusForm.channel(release, release.itemVectors().row(row));
  }

  private double[] attended(int[] own, int channel) {
    double[] query = row(OctopusForm.QUERY, channel, d);
    double[] logits = new double[own.length];
    for (int t = 0; t < own.length; t++) {
      double[] inner = plus(times(OctopusForm.WEIGHT, item(own[t])), vector(OctopusForm.BIAS));
      logits[t] = dot(query, map(inner, Math::tanh));
    }
    double[] attention = softmax(logits);
    double[] sum = new double[d];
    for (int t = 0; t < own.length; t++) {
      add(sum, attention[t], item(own[t]));
    }
    return sum;
  }
}
