package io.intereststream.model.encoder.cmi;

/** The decay of old items, 2^(−age/η); the newest item has age 0. */
final class Decay {

  private Decay() {}

  /**
   * Returns the factor of each row of {@link HistoryRows}, in float32.
   *
   * @param halfLife η in items; infinite: all factors are 1
   */
  static float[] factors(double halfLife, int window) {
    float[] factors = new float[window];
    for (int i = 0; i < window; i++) {
      factors[i] = (float) Math.pow(2, -(window - 1 - i) / halfLife);
    }
    return factors;
  }
}
