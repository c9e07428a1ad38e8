package io.intereststream.training.model;

import io.intereststream.training.recipe.Bounds;

/**
 * The options of {@link Gru4Rec}.
 *
 * @param hidden size of the GRU's state
 */
record Gru4RecOptions(int hidden) {

  /** Checks the numbers. */
  Gru4RecOptions {
    Bounds.atLeast("hidden", hidden, 1);
  }
}
