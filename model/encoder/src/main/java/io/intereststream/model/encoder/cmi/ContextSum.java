package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Fusion;
import io.intereststream.model.math.ExponentialDecay;
import io.intereststream.model.math.Kernel;

/**
 * The sum s of context fusion within a state of CMI's incremental encoder: [s: d]. Not thread-safe.
 */
final class ContextSum {

  /** Where s begins in a state. */
  private final int at;

  private final ExponentialDecay decay;
  private final float gamma;
  private final float kappa;
  private final float[] sum;

  ContextSum(Fusion.Context form, int d, int at) {
    this.at = at;
    this.decay = new ExponentialDecay(form.halfLife());
    this.gamma = (float) form.gamma();
    this.kappa = (float) form.kappa();
    this.sum = new float[d];
  }

  /** Adds an item's row. */
  void add(float[] state, float[] v) {
    System.arraycopy(state, at, sum, 0, sum.length);
    decay.decayAndAdd(sum, v, 1);
    System.arraycopy(sum, 0, state, at, sum.length);
  }

  /**
   * Computes κ c, c = unit(unit(s) + γ u^g).
   *
   * @param general u^g, or zeros where there is none; replaced by the result
   */
  void fuse(float[] state, float[] general) {
    System.arraycopy(state, at, sum, 0, sum.length);
    Kernel.scale(general, gamma);
    Kernel.addOne(sum, Kernel.inverseNorm(sum), general);
    Kernel.scale(general, kappa * Kernel.inverseNorm(general));
  }
}
