package io.intereststream.training.model;

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

  /** Checks the share. */
  DssRecOptions {
    if (!(kept > 0 && kept <= 1)) {
      throw new IllegalArgumentException(
          "kept: %s (expected: more than 0, at most 1)".formatted(kept));
    }
  }
}
