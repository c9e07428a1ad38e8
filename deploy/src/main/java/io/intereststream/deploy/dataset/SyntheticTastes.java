package io.intereststream.deploy.dataset;

import java.util.Random;

/** The viewers' tastes: a share of each topic, which drifts with each video that they watch. */
final class SyntheticTastes {
  private static final int FIRST_TASTES = 2;
  private static final double FIRST_STRENGTH = 3;
  private static final double DRIFT = 0.12;
  private static final double RETURN = 0.995;
  private static final double CHANGE_OF_HEART = 0.01;

  private final double[][] strengths;

  SyntheticTastes(int viewers, int topics, Random random) {
    this.strengths = new double[viewers][topics];
    for (double[] strength : strengths) {
      for (int i = 0; i < FIRST_TASTES; i++) {
        strength[random.nextInt(topics)] = FIRST_STRENGTH;
      }
    }
  }

  /** Writes the share of each topic into {@code share}; they add up to 1. */
  void of(int viewer, double[] share) {
    double sum = 0;
    for (int topic = 0; topic < share.length; topic++) {
      share[topic] = StrictMath.exp(strengths[viewer][topic]);
      sum += share[topic];
    }
    for (int topic = 0; topic < share.length; topic++) {
      share[topic] /= sum;
    }
  }

  /** Lets a viewer's tastes drift by one step; now and then one gives way to another. */
  void drift(int viewer, Random random) {
    double[] strength = strengths[viewer];
    for (int topic = 0; topic < strength.length; topic++) {
      strength[topic] = RETURN * strength[topic] + DRIFT * random.nextGaussian();
    }
    if (random.nextDouble() < CHANGE_OF_HEART) {
      int from = random.nextInt(strength.length);
      int to = random.nextInt(strength.length);
      double moved = strength[from];
      strength[from] = strength[to];
      strength[to] = moved;
    }
  }
}
