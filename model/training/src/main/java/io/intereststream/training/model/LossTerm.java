package io.intereststream.training.model;

import org.bytedeco.pytorch.Tensor;

/**
 * One term of a loss.
 *
 * @param name for progress and reports
 * @param weight weight of the term in the total loss
 * @param value value of the term, a scalar, without the weight
 * @param gradient scalar to differentiate: its gradient is that of the term. It is {@code value}
 *     itself unless the gradient was written by hand
 */
public record LossTerm(String name, double weight, Tensor value, Tensor gradient) {

  /** Returns a term whose value is differentiated automatically. */
  static LossTerm of(String name, double weight, Tensor value) {
    return new LossTerm(name, weight, value, value);
  }
}
