package io.intereststream.training.model;

import org.bytedeco.pytorch.Tensor;

/**
 * One term of a loss.
 *
 * @param name for the log
 * @param weight in the total
 * @param value scalar, unweighted
 * @param gradient scalar whose gradient is the term's; the value itself unless the gradient was
 *     written by hand
 */
public record LossTerm(String name, double weight, Tensor value, Tensor gradient) {

  /** A term that is differentiated automatically. */
  static LossTerm of(String name, double weight, Tensor value) {
    return new LossTerm(name, weight, value, value);
  }
}
