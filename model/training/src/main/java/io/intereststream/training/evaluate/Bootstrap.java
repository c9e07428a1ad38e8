package io.intereststream.training.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Bootstrap over viewers: how much a statistic depends on which viewers were measured. */
final class Bootstrap {
  private static final int RESAMPLES = 1000;
  private static final long SEED = 1;

  private Bootstrap() {}

  /**
   * Returns the bounds of the 95 % interval of a statistic, from 1,000 resamples. The seed is
   * fixed, so the same values give the same bounds.
   *
   * @param viewers number of viewers; each resample draws as many, with replacement
   * @param statistic takes the indices of the drawn viewers; the array is reused
   */
  static double[] interval(int viewers, ToDoubleFunction<int[]> statistic) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] values = new double[RESAMPLES];
    int[] drawn = new int[viewers];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < viewers; j++) {
        drawn[j] = random.nextInt(viewers);
      }
      values[i] = statistic.applyAsDouble(drawn);
    }
    Arrays.sort(values);
    return new double[] {values[RESAMPLES * 25 / 1000], values[RESAMPLES * 975 / 1000 - 1]};
  }
}
