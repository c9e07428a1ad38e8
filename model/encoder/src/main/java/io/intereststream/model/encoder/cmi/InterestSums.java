package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Assignment;
import io.intereststream.model.math.ExponentialDecay;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.ReleaseData;
import java.util.List;

/**
 * The sums of equation 2 at the start of a state of CMI's running encoder: [z: L·d | sums of
 * weights: L], and under hard assignment with half-lives [scales: L]. Not thread-safe.
 */
abstract sealed class InterestSums {

  final int d;
  final int interests;

  /** Where the sums of weights begin. */
  final int weightsAt;

  /** One z_l: in an array of its own, so that loops over it are vectorised. */
  final float[] sum;

  private InterestSums(ReleaseData release) {
    d = release.dimension();
    interests = release.interests();
    weightsAt = interests * d;
    sum = new float[d];
  }

  /** Returns the sums as a release forms them. */
  static InterestSums of(ReleaseData release) {
    CmiForm form = CmiForm.of(release);
    if (form.assignment() == Assignment.HARD) {
      return form.forgets() ? new HardFading(release) : new Hard(release);
    }
    return form.forgets() ? new SoftFading(release) : new Soft(release);
  }

  /** Returns the floats of a state that they take. */
  int size() {
    return weightsAt + interests;
  }

  /**
   * Adds an item.
   *
   * @param item [v: d | shares: L, or its category: 1 | more]
   */
  abstract void add(float[] state, float[] item);

  /** Returns the factor by which the sum of a category, [d] of a state from l·d on, is z_l. */
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

  private static final class SoftFading extends InterestSums {

    private final ExponentialDecay[] fadings;

    SoftFading(ReleaseData release) {
      super(release);
      fadings = fadings(release);
    }

    @Override
    void add(float[] state, float[] item) {
      for (int l = 0; l < interests; l++) {
        state[weightsAt + l] += item[d + l];
        System.arraycopy(state, l * d, sum, 0, d);
        fadings[l].fadeAndAdd(sum, item, item[d + l]);
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
   * A sum fades when it is next needed; until then its scale does, which is 1 when the category
   * gets an item. So an item costs d and L operations, not L·d.
   */
  private static final class HardFading extends InterestSums {

    private final int scalesAt;
    private final ExponentialDecay[] fadings;

    HardFading(ReleaseData release) {
      super(release);
      scalesAt = weightsAt + interests;
      fadings = fadings(release);
    }

    @Override
    int size() {
      return scalesAt + interests;
    }

    @Override
    void add(float[] state, float[] item) {
      for (int l = 0; l < interests; l++) {
        state[scalesAt + l] = fadings[l].fade(state[scalesAt + l]);
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

  private static ExponentialDecay[] fadings(ReleaseData release) {
    List<Double> halfLives = CmiForm.of(release).halfLives();
    ExponentialDecay[] fadings = new ExponentialDecay[halfLives.size()];
    for (int l = 0; l < fadings.length; l++) {
      fadings[l] = new ExponentialDecay(halfLives.get(l));
    }
    return fadings;
  }
}
