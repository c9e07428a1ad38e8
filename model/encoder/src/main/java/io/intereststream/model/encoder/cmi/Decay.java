package io.intereststream.model.encoder.cmi;

/** The decay of old items, 2^(−age/η); the newest item has age 0. */
final class Decay {

  private Decay() {}

  /**
   * Returns the factor of each age, in float32.
   *
   * @param halfLife η in items; infinite: all factors are 1
   */
  static float[] factors(double halfLife, int window) {
    float[] factors = new float[window];
    for (int age = 0; age < window; age++) {
      factors[age] = (float) Math.pow(2, -age / halfLife);
    }
    return factors;
  }
}
