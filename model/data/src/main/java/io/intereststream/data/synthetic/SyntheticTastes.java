package io.intereststream.data.synthetic;

import java.util.Random;

/**
 * The viewers' tastes: a share for each topic. With each watched video the shares drift by a
 * mean-reverting random walk; sometimes the means change, too.
 */
final class SyntheticTastes {
  private static final double STRENGTH = 3;
  private static final double DRIFT = 0.12;
  private static final double RETURN = 0.99;
  private static final double CHANGE_OF_HEART = 0.01;

  private final double[][] lasting;
  private final double[][] strengths;

  SyntheticTastes(SyntheticSettings settings, Random random) {
    this.lasting = new double[settings.viewers()][settings.topics()];
    this.strengths = new double[settings.viewers()][];
    for (int viewer = 0; viewer < lasting.length; viewer++) {
      for (int i = 0; i < settings.tastes(); i++) {
        lasting[viewer][random.nextInt(settings.topics())] = STRENGTH;
      }
      strengths[viewer] = lasting[viewer].clone();
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

  /** Lets a viewer's tastes drift by one step; sometimes two topics are swapped. */
  void drift(int viewer, Random random) {
    double[] strength = strengths[viewer];
    double[] about = lasting[viewer];
    for (int topic = 0; topic < strength.length; topic++) {
      strength[topic] =
          about[topic] + RETURN * (strength[topic] - about[topic]) + DRIFT * random.nextGaussian();
    }
    if (random.nextDouble() < CHANGE_OF_HEART) {
      int from = random.nextInt(strength.length);
      int to = random.nextInt(strength.length);
      swap(about, from, to);
      swap(strength, from, to);
    }
  }

  private static void swap(double[] values, int from, int to) {
    double moved = values[from];
    values[from] = values[to];
    values[to] = moved;
  }
}
