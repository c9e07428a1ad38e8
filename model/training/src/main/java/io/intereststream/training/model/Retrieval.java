package io.intereststream.training.model;

/** How k items are found with a viewer's interests. */
public enum Retrieval {
  /** The k items with the highest scores; a score is the maximum over active l of u_l·v_i + b_i. */
  BEST_INTEREST,

  /**
   * Each active interest contributes a share of the k items by its weight.
   *
   * <ol>
   *   <li>Its quota is ⌊k·weight⌋, and one more for each of the largest remainders until the quotas
   *       add up to k. If remainders are equal, that of the heavier interest comes first.
   *   <li>The interests choose their items one after the other, the heaviest first. An interest
   *       takes the items with its highest u_l·v_i that are not taken yet.
   *   <li>The r-th item of an interest with a quota of q gets the position r/q, and the list is
   *       sorted by position, so that its beginning has items of all interests. If positions are
   *       equal, the item that was chosen first comes first.
   * </ol>
   *
   * <p>Of interests with equal weights, the one with the smaller number counts as the heavier.
   */
  SHARED_BY_WEIGHT
}
