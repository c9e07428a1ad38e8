package io.intereststream.model.encoder.routing;

import io.intereststream.model.math.Softmax;
import io.intereststream.model.release.ManifestFields;
import java.util.Arrays;
import java.util.List;

/**
 * Routing by agreement (Sabour et al., 2017) as in MIND and ComiRec-DR. Votes are float32; routing
 * is in double precision, because each iteration amplifies the rounding of the one before. Not
 * thread-safe.
 */
final class DynamicRouting {

  /** The option with the number of iterations. */
  static final String ITERATIONS = "iterations";

  private static final int MOST_ITERATIONS = 1000;

  private static final double EPSILON = 1e-9;

  private final int iterations;
  private final int d;

  /** The vote for capsule l begins at l · stride in a row of votes. */
  private final int stride;

  /** Capsules, [L][d]. */
  private final double[][] capsules;

  /** Sum of the shares of all positions in each capsule, [L]. */
  private final double[] assigned;

  private final double[] shares;

  /**
   * Creates a routing.
   *
   * @param capsules maximum number of capsules
   * @param stride 0 if all capsules get the same vote, d if each gets its own
   */
  DynamicRouting(int iterations, int capsules, int d, int stride) {
    this.iterations = iterations;
    this.d = d;
    this.stride = stride;
    this.capsules = new double[capsules][d];
    this.assigned = new double[capsules];
    this.shares = new double[capsules];
  }

  /** Reads the options of an architecture whose only option is {@value #ITERATIONS}. */
  static int iterations(ManifestFields options) {
    options.expectOnly(List.of(ITERATIONS));
    return options.size(ITERATIONS, MOST_ITERATIONS);
  }

  static void checkIterations(int iterations) {
    if (iterations < 1 || iterations > MOST_ITERATIONS) {
      throw new IllegalArgumentException(
          "iterations: " + iterations + " (expected: 1 to " + MOST_ITERATIONS + ")");
    }
  }

  /**
   * Routes a history.
   *
   * @param votes [n][stride · (capsules − 1) + d]
   * @param logits initial logits, [n][used]; changed
   * @param used number of capsules to use
   */
  void route(float[][] votes, double[][] logits, int n, int used) {
    for (int i = 1; i <= iterations; i++) {
      gather(votes, logits, n, used);
      for (int l = 0; l < used; l++) {
        squash(capsules[l]);
      }
      if (i < iterations) {
        agree(votes, logits, n, used);
      }
    }
  }

  /** Returns a capsule of the last routed history, [d]. */
  double[] capsule(int l) {
    return capsules[l];
  }

  /** Returns the sum of the positions' shares in a capsule, 0 to n. */
  double assigned(int l) {
    return assigned[l];
  }

  private void gather(float[][] votes, double[][] logits, int n, int used) {
    Arrays.fill(assigned, 0);
    for (int l = 0; l < used; l++) {
      Arrays.fill(capsules[l], 0);
    }
    for (int t = 0; t < n; t++) {
      System.arraycopy(logits[t], 0, shares, 0, used);
      Softmax.apply(shares, used);
      for (int l = 0; l < used; l++) {
        assigned[l] += shares[l];
        double[] capsule = capsules[l];
        for (int k = 0; k < d; k++) {
          capsule[k] += shares[l] * votes[t][l * stride + k];
        }
      }
    }
  }

  private void agree(float[][] votes, double[][] logits, int n, int used) {
    for (int t = 0; t < n; t++) {
      for (int l = 0; l < used; l++) {
        double agreement = 0;
        for (int k = 0; k < d; k++) {
          agreement += capsules[l][k] * votes[t][l * stride + k];
        }
        logits[t][l] += agreement;
      }
    }
  }

  private static void squash(double[] x) {
    double squares = 0;
    for (double component : x) {
      squares += component * component;
    }
    double factor = squares / ((1 + squares) * Math.sqrt(squares + EPSILON));
    for (int k = 0; k < x.length; k++) {
      x[k] *= factor;
    }
  }
}
