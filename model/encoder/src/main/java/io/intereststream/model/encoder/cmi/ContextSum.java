package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Fusion;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.math.RowMatrix;

/** The sum s of context fusion, computed again at each event. Not thread-safe. */
final class ContextSum {

  private final float gamma;
  private final float kappa;

  /** Decay at each age. */
  private final float[] decay;

  /** Decay of each row. */
  private final RowMatrix factors;

  private final float[] sum;

  ContextSum(Fusion.Context form, int d, int window) {
    this.decay = Decay.factors(form.halfLife(), window);
    this.factors = RowMatrix.column(new float[window]);
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
    rows.factors(decay, 0, rows.size(), factors.values());
    Kernel.sumRows(rows.vectors, 0, rows.size(), factors, sum, 0);
    Kernel.scale(general, gamma);
    Kernel.addOne(sum, Kernel.inverseNorm(sum), general);
    Kernel.scale(general, kappa * Kernel.inverseNorm(general));
  }
}
