package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Assignment;
import io.intereststream.model.math.ExponentialDecay;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.ReleaseData;
import java.util.List;

/**
 * The sums of equation 2 at the start of a state of CMI's incremental encoder: [z: L·d | sums of
 * weights: L], and under hard assignment with half-lives [scales: L]. Not thread-safe.
 */
abstract sealed class InterestSums {

  final int d;
  final int interests;

  /** Where the sums of weights begin. */
  final int weightsAt;

  /** One z_l, in its own array so that the JIT compiler vectorises loops over it. */
  final float[] sum;

  private InterestSums(ReleaseData release) {
    d = release.dimension();
    interests = release.interests();
    weightsAt = interests * d;
    sum = new float[d];
  }

  /** Returns the sums for the form of a release. */
  static InterestSums of(ReleaseData release) {
    CmiForm form = CmiForm.of(release);
    if (form.assignment() == Assignment.HARD) {
      return form.decays() ? new HardDecay(release) : new Hard(release);
    }
    return form.decays() ? new SoftDecay(release) : new Soft(release);
  }

  /** Returns the number of floats that the sums take in a state. */
  int size() {
    return weightsAt + interests;
  }

  /**
   * Adds an item.
   *
   * @param item [v: d | shares: L or category: 1 | ...]
   */
  abstract void add(float[] state, float[] item);

  /**
   * Returns the factor by which a category's stored sum, d floats from l·d, must be multiplied to
   * give z_l.
   */
  float scale(float[] state, int category) {
    return 1;
  }

  private static final class Soft extends InterestSums {

    Soft(ReleaseData release) {
      super(release);
    }

    @Override
    void add(float[] state, float[] item) {
      for (int l = 0; l < interests; l++) {
        state[weightsAt + l] += item[d + l];
      }
      Kernel.addOuter(item, item, d, interests, state, 0, sum);
    }
  }

  private static final class SoftDecay extends InterestSums {

    private final ExponentialDecay[] decays;

    SoftDecay(ReleaseData release) {
      super(release);
      decays = decays(release);
    }

    @Override
    void add(float[] state, float[] item) {
      for (int l = 0; l < interests; l++) {
        state[weightsAt + l] += item[d + l];
        System.arraycopy(state, l * d, sum, 0, d);
        decays[l].decayAndAdd(sum, item, item[d + l]);
        System.arraycopy(sum, 0, state, l * d, d);
      }
    }
  }

  private static final class Hard extends InterestSums {

    private static final float[] ONE = {1};

    Hard(ReleaseData release) {
      super(release);
    }

    @Override
    void add(float[] state, float[] item) {
      int l = (int) item[d];
      state[weightsAt + l]++;
      Kernel.addOuter(item, ONE, 0, 1, state, l * d, sum);
    }
  }

  /**
   * Decay is applied lazily: each category has a scale that decays with every item, and the sum
   * itself is multiplied only when the category gets its next item. So an item costs d + L
   * operations instead of L·d.
   */
  private static final class HardDecay extends InterestSums {

    private final int scalesAt;
    private final ExponentialDecay[] decays;

    HardDecay(ReleaseData release) {
      super(release);
      scalesAt = weightsAt + interests;
      decays = decays(release);
    }

    @Override
    int size() {
      return scalesAt + interests;
    }

    @Override
    void add(float[] state, float[] item) {
      for (int l = 0; l < interests; l++) {
        state[scalesAt + l] = decays[l].decay(state[scalesAt + l]);
      }
      int l = (int) item[d];
      state[weightsAt + l]++;
      System.arraycopy(state, l * d, sum, 0, d);
      Kernel.scaleAndAdd(state[scalesAt + l], 0, item, 1, sum);
      System.arraycopy(sum, 0, state, l * d, d);
      state[scalesAt + l] = 1;
    }

    @Override
    float scale(float[] state, int category) {
      return state[scalesAt + category];
    }
  }

  private static ExponentialDecay[] decays(ReleaseData release) {
    List<Double> halfLives = CmiForm.of(release).halfLives();
    ExponentialDecay[] decays = new ExponentialDecay[halfLives.size()];
    for (int l = 0; l < decays.length; l++) {
      decays[l] = new ExponentialDecay(halfLives.get(l));
    }
    return decays;
  }
}
