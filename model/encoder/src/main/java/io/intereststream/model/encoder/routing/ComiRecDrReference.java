package io.intereststream.model.encoder.routing;

import io.intereststream.model.release.ReleaseData;

/** The equations of {@link ComiRecDrForm}. */
final class ComiRecDrReference extends RoutingReference {

  ComiRecDrReference(ReleaseData release) {
    super(release, ((ComiRecDrForm) release.form()).iterations());
  }

  @Override
  protected Result compute(int[] rows) {
    double[][][] votes = new double[rows.length][interests][];
    for (int t = 0; t < rows.length; t++) {
      double[] v = item(rows[t]);
      for (int l = 0; l < interests; l++) {
        votes[t][l] = times(ComiRecDrForm.MAP, (t * interests + l) * d, d, v);
      }
    }
    return routed(votes, new double[rows.length][interests]);
  }
}
