package io.intereststream.data.synthetic;

import io.intereststream.history.Action;
import io.intereststream.history.Signal;
import io.intereststream.history.SignalPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a viewer does with a shown video: random draws of it, and the probability that it is
 * positive.
 */
final class SyntheticReaction {
  /** Share of the events without the duration of the video. */
  static final double DURATION_UNKNOWN = 0.02;

  private static final double LEAST_SHARE = 0.15;
  private static final double SPREAD = 0.35;
  private static final Action[] ACTIONS = {
    Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE, Action.HIDE
  };

  private final SignalPolicy policy;
  private final Signal[] signals;

  /** Creates reactions whose signals are decided by a policy. */
  SyntheticReaction(SignalPolicy policy) {
    this.policy = policy;
    this.signals =
        Arrays.stream(ACTIONS)
            .map(action -> policy.signal(0, null, List.of(action)))
            .toArray(Signal[]::new);
  }

  /** Draws the watched share of the video; above 1 if parts are watched again. */
  static double watchedShare(double affinity, Random random) {
    return Math.max(0, affinity + LEAST_SHARE + SPREAD * random.nextGaussian());
  }

  /** Draws the viewer's actions. */
  static List<Action> actions(double affinity, Random random) {
    double[] chances = chances(affinity);
    List<Action> done = new ArrayList<>(1);
    for (int i = 0; i < ACTIONS.length; i++) {
      if (random.nextDouble() < chances[i]) {
        done.add(ACTIONS[i]);
      }
    }
    return done.isEmpty() ? List.of() : done;
  }

  /**
   * The probability that the event is positive, with an absolute error of at most 1e-7.
   *
   * @param longView smallest watched share that is a long view; see {@link #longView}
   */
  double positive(double affinity, double longView) {
    double[] chances = chances(affinity);
    double notNegative = 1;
    double watched = normalAbove((longView - affinity - LEAST_SHARE) / SPREAD);
    double notPositive = 1 - (1 - DURATION_UNKNOWN) * watched;
    for (int i = 0; i < signals.length; i++) {
      double not = 1 - Math.max(0, chances[i]);
      switch (signals[i]) {
        case POSITIVE -> notPositive *= not;
        case NEGATIVE -> notNegative *= not;
        case NEUTRAL -> {}
      }
    }
    return notNegative * (1 - notPositive);
  }

  /** Probability of a standard normal value above z; Abramowitz and Stegun, 26.2.17. */
  private static double normalAbove(double z) {
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double polynomial =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
    return z >= 0 ? tail : 1 - tail;
  }

  /** The smallest watched share that is a long view, found by a binary search with the policy. */
  double longView(long durationMs) {
    long low = 0;
    long high = durationMs;
    while (low < high) {
      long middle = (low + high) / 2;
      if (policy.signal(middle, durationMs, List.of()) == Signal.POSITIVE) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return (low - 0.5) / durationMs; // Play times are rounded to whole ms.
  }

  private static double[] chances(double affinity) {
    return new double[] {
      0.1 * affinity * affinity, // LIKE, and so on in the order of ACTIONS
      0.005 * affinity,
      0.01 * affinity,
      0.01 * affinity,
      affinity < 0.15 ? 0.02 : 0
    };
  }
}
