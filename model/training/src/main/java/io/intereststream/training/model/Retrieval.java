package io.intereststream.training.model;

/** How k items are found with a viewer's interests. */
public enum Retrieval {
  /** The k items with the highest scores; a score is the maximum over active l of u_l·v_i + b_i. */
  BEST_INTEREST,

  /**
   * Each active interest brings a share of the k items by its weight: ⌊k·weight⌋ of them, and one
   * more for each of the largest remainders until there are k. Interests choose in the order of
   * their weights, the heaviest first, each the items with its highest u_l·v_i that are not taken
   * yet. In the common list, the r-th item of an interest with q items has the place r/q, so that
   * the beginning of the list has items of all interests. Of equal remainders or weights, the
   * heavier and then the first interest counts; of equal places, the item that was chosen first.
   */
  SHARED_BY_WEIGHT
}
