package io.intereststream.training.model;

/** How the items for a viewer are found from interests. */
public enum Retrieval {
  /** An item's score is the maximum over active interests of u_l·v_i (+ bias); the k highest. */
  BEST_INTEREST,

  /**
   * Each active interest brings a share of the k items by its weight: ⌊k·weight⌋, and one more for
   * the largest remainders until there are k (ties: heavier, then smaller interest). Heavier
   * interests (ties: smaller) choose first, each its own highest u_l·v_i that are not taken yet. In
   * one list, the r-th item (from 1) of an interest with q items stands at r/q, ties in the order
   * of choice, so that the head of the list is shared out too.
   */
  SHARED_BY_WEIGHT
}
