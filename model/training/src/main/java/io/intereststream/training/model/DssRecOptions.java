package io.intereststream.training.model;

/**
 * The form of DSSRec.
 *
 * @param blocks of the encoder
 * @param heads of each block; they divide d
 * @param dropout in the encoder, in training
 * @param kept λ, share of the pairs of prefix and future that count: the most certain ones
 * @param seqToSeq weight of the loss between prefix and future; 0: none
 */
public record DssRecOptions(int blocks, int heads, double dropout, double kept, double seqToSeq) {

  /** Checks the share. */
  public DssRecOptions {
    if (!(kept > 0 && kept <= 1)) {
      throw new IllegalArgumentException(
          "kept: %s (expected: more than 0, at most 1)".formatted(kept));
    }
  }
}
