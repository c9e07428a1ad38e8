package io.intereststream.training.model;

import io.intereststream.training.recipe.Bounds;

/**
 * The options of {@link Octopus}.
 *
 * @param reconstruction weight of the term that reconstructs items from the bases
 * @param orthogonality weight of the term that keeps the bases orthogonal
 */
record OctopusOptions(double reconstruction, double orthogonality) {

  /** Checks the numbers. */
  OctopusOptions {
    Bounds.notNegative("reconstruction", reconstruction);
    Bounds.notNegative("orthogonality", orthogonality);
  }
}
