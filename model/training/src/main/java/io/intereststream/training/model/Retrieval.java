package io.intereststream.training.model;

/** How k items are found with a viewer's interests. */
public enum Retrieval {
  /** The k items with the highest scores; a score is the maximum over active l of u_l·v_i + b_i. */
  BEST_INTEREST,

  /**
   * Each active interest brings a share of the k items by its weight.
   *
   * <ol>
   *   <li>Its quota is ⌊k·weight⌋, and one more for each of the largest remainders until the quotas
   *       add up to k. Of equal remainders, that of the heavier interest comes first.
   *   <li>The interests choose their items one after the other, the heaviest first. An interest
   *       takes the items with its highest u_l·v_i that are not taken yet.
   *   <li>The r-th item of an interest with a quota of q gets the place r/q, and the list is sorted
   *       by place, so that its beginning has items of all interests. Of equal places, the item
   *       that was chosen first comes first.
   * </ol>
   *
   * <p>Of interests with equal weights, the one with the smaller number counts as the heavier.
   */
  SHARED_BY_WEIGHT
}
