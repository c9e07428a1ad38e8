package io.intereststream.training.model;

import io.intereststream.training.recipe.Bounds;

/**
 * The options of {@link ComiRecDr}.
 *
 * @param iterations of the routing; 3 in the paper
 */
record ComiRecDrOptions(int iterations) {

  /** Checks the numbers. */
  ComiRecDrOptions {
    Bounds.atLeast("iterations", iterations, 1);
  }
}
