package io.intereststream.training.model;

import io.intereststream.training.recipe.Bounds;

/**
 * The options of {@link Mind}.
 *
 * @param iterations of the routing; 3 in the paper
 * @param noise standard deviation of the logits that the routing starts from
 * @param hidden width of the first layer after the capsules
 * @param power p of the label-aware attention, at least 1; 100 or more stands for ∞, which attends
 *     only to the nearest interest
 */
record MindOptions(int iterations, double noise, int hidden, double power) {

  /** Checks the numbers. */
  MindOptions {
    Bounds.atLeast("iterations", iterations, 1);
    Bounds.notNegative("noise", noise);
    Bounds.atLeast("hidden", hidden, 1);
    if (!(power >= 1)) {
      throw new IllegalArgumentException("power: %s (expected: 1 or more)".formatted(power));
    }
  }
}
