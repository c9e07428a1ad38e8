package io.intereststream.training.model;

import io.intereststream.training.recipe.Bounds;

/**
 * The options of {@link DssRec}.
 *
 * @param blocks number of the encoder's blocks
 * @param heads number of heads of each block, a divisor of d
 * @param dropout share of the encoder's values that are left out in training
 * @param kept λ, share of the sequence-to-sequence losses that count, the smallest ones
 * @param seqToSeq weight of the sequence-to-sequence loss; 0: it is left out
 */
record DssRecOptions(int blocks, int heads, double dropout, double kept, double seqToSeq) {

  /** Checks the numbers. */
  DssRecOptions {
    Bounds.atLeast("blocks", blocks, 1);
    Bounds.atLeast("heads", heads, 1);
    Bounds.share("dropout", dropout);
    Bounds.notNegative("seq-to-seq", seqToSeq);
    if (!(kept > 0 && kept <= 1)) {
      throw new IllegalArgumentException(
          "kept: %s (expected: more than 0, at most 1)".formatted(kept));
    }
  }
}
