package io.intereststream.training.model;

import org.bytedeco.pytorch.Tensor;

/**
 * The examples of one training step as tensors. Items are given by their row in the vocabulary.
 *
 * @param histories R rows
 * @param targets item that each row is to find, int64 {@code [R]}
 * @param negatives items that no row is to find, shared by all rows, int64 {@code [N]}
 * @param futures later items of each row, R whole histories; null if the recipe asks for none
 */
public record Examples(Histories histories, Tensor targets, Tensor negatives, Histories futures) {

  /** Returns true where a negative is the row's own target, bool {@code [R, N]}. */
  Tensor hits() {
    return targets.unsqueeze(1).eq(negatives.unsqueeze(0));
  }
}
