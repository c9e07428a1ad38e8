package io.intereststream.model.search;

/**
 * An item in the result of a search.
 *
 * @param row the item's row in the release
 * @param score max over l of u_l · v, plus the item's bias if the release has biases; in a form
 *     that distributes items by weight, u_l · v (plus bias) of the interest that chose the item
 * @param category category of the interest with this score; if several have it, the first one
 */
public record ScoredItem(int row, float score, int category) {}
