package io.intereststream.model.encoder.routing;

import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/** The equations of {@link MindForm}. */
final class MindReference extends RoutingReference {

  MindReference(ReleaseData release) {
    super(release, ((MindForm) release.form()).iterations());
  }

  @Override
  protected Result compute(int[] rows) {
    int used = MindForm.interests(rows.length, interests);
    double[][][] votes = new double[rows.length][used][];
    double[][] logits = new double[rows.length][];
    for (int t = 0; t < rows.length; t++) {
      Arrays.fill(votes[t], times(MindForm.BILINEAR, item(rows[t])));
      logits[t] = Arrays.copyOf(row(MindForm.LOGITS, t, interests), used);
    }
    Result routed = routed(votes, logits);
    double[][] vectors = new double[interests][];
    for (int l = 0; l < used; l++) {
      double[] capsule = routed.interests()[l];
      double[] inner = relu(plus(times(MindForm.HIDDEN, capsule), vector(MindForm.HIDDEN_BIAS)));
      vectors[l] = relu(plus(times(MindForm.OUTPUT, inner), vector(MindForm.OUTPUT_BIAS)));
    }
    return new Result(vectors, routed.weights());
  }
}
