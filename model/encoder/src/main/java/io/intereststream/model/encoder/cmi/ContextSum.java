package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Fusion;
import io.intereststream.model.math.Kernel;

/** The sum s of context fusion, computed again at each event. Not thread-safe. */
final class ContextSum {

  private final float gamma;
  private final float kappa;

  /** Decay of each row, [1][window]. */
  private final float[][] decay;

  private final float[] sum;

  ContextSum(Fusion.Context form, int d, int window) {
    this.decay = new float[][] {Decay.factors(form.halfLife(), window)};
    this.gamma = (float) form.gamma();
    this.kappa = (float) form.kappa();
    this.sum = new float[d];
  }

  /**
   * Computes κ c, c = unit(unit(s) + γ u^g).
   *
   * @param rows the rows of a history
   * @param general u^g, or zeros where there is none; replaced by the result
   */
  void fuse(HistoryRows rows, float[] general) {
    Kernel.sumRows(rows.values, rows.stride, rows.first(), rows.window, decay, sum.length, sum);
    Kernel.scale(general, gamma);
    Kernel.addOne(sum, Kernel.inverseNorm(sum), general);
    Kernel.scale(general, kappa * Kernel.inverseNorm(general));
  }
}
