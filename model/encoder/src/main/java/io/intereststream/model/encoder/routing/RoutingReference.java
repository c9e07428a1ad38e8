package io.intereststream.model.encoder.routing;

import io.intereststream.model.encoder.PlainReference;
import io.intereststream.model.release.ReleaseData;

/** Base of the reference encoders of architectures with routing by agreement. */
abstract class RoutingReference extends PlainReference {

  private final int iterations;

  RoutingReference(ReleaseData release, int iterations) {
    super(release);
    this.iterations = iterations;
  }

  /**
   * Routes.
   *
   * @param votes x_t,l [n][L][d]
   * @param logits initial b_t, [n][L]; changed
   * @return capsules and shares of the positions
   */
  final Result routed(double[][][] votes, double[][] logits) {
    Result result = gathered(votes, logits);
    for (int i = 1; i < iterations; i++) {
      for (int t = 0; t < votes.length; t++) {
        for (int l = 0; l < logits[t].length; l++) {
          logits[t][l] += dot(votes[t][l], result.interests()[l]);
        }
      }
      result = gathered(votes, logits);
    }
    return result;
  }

  private Result gathered(double[][][] votes, double[][] logits) {
    int n = votes.length;
    int capsules = logits[0].length;
    double[][] sums = new double[capsules][d];
    double[] weights = new double[capsules];
    for (int t = 0; t < n; t++) {
      double[] shares = softmax(logits[t]);
      for (int l = 0; l < capsules; l++) {
        weights[l] += shares[l] / n;
        add(sums[l], shares[l], votes[t][l]);
      }
    }
    for (int l = 0; l < capsules; l++) {
      double squares = dot(sums[l], sums[l]);
      double factor = squares / (1 + squares) / Math.sqrt(squares + 1e-9);
      sums[l] = map(sums[l], x -> factor * x);
    }
    return new Result(sums, weights);
  }
}
