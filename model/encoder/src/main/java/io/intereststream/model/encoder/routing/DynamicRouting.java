package io.intereststream.model.encoder.routing;

import io.intereststream.model.math.Softmax;
import io.intereststream.model.release.ManifestFields;
import java.util.Arrays;
import java.util.List;

/**
 * Routing by agreement (Sabour et al., 2017), as MIND and ComiRec-DR have it: float32 votes, routed
 * in double precision, since an iteration enlarges what the one before rounded. Not thread-safe.
 */
final class DynamicRouting {

  /** The option that says how often. */
  static final String ITERATIONS = "iterations";

  private static final int MOST_ITERATIONS = 1000;

  private static final double EPSILON = 1e-9;

  private final int iterations;
  private final int d;

  /** Where the vote for capsule l begins in a row of votes: at l times this. */
  private final int stride;

  /** Capsules, [L][d]. */
  private final double[][] capsules;

  /** Shares of the positions in each capsule, added up, [L]. */
  private final double[] assigned;

  private final double[] shares;

  /**
   * Creates it.
   *
   * @param capsules most of them
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

  /** Reads the options of an architecture that has no other. */
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
   * @param logits to start from, [n][used]; changed
   * @param used capsules that take part
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

  /** Returns a capsule of the history that was routed last, [d]. */
  double[] capsule(int l) {
    return capsules[l];
  }

  /** Returns the positions that it got of the history, 0 to n. */
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
