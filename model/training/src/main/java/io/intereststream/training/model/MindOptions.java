package io.intereststream.training.model;

/**
 * The form of MIND.
 *
 * @param iterations of the routing (3 in the paper)
 * @param noise deviation of the logits that the routing starts from
 * @param hidden width of the inner layer after the capsules
 * @param power p of the label-aware attention, 1 or more; from 100 on it is taken as ∞: the nearest
 *     interest alone
 */
public record MindOptions(int iterations, double noise, int hidden, double power) {

  /** Checks the power. */
  public MindOptions {
    if (!(power >= 1)) {
      throw new IllegalArgumentException("power: %s (expected: 1 or more)".formatted(power));
    }
  }
}
