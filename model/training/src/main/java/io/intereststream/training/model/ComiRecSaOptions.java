package io.intereststream.training.model;

import io.intereststream.training.recipe.Bounds;

/**
 * The options of {@link ComiRecSa}.
 *
 * @param hidden width of the attention's hidden layer; 4d in the authors' code
 */
record ComiRecSaOptions(int hidden) {

  /** Checks the numbers. */
  ComiRecSaOptions {
    Bounds.atLeast("hidden", hidden, 1);
  }
}
