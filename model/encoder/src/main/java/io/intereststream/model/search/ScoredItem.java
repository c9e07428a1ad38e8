package io.intereststream.model.search;

/**
 * An item in the result of a search.
 *
 * @param row the item's row in the release
 * @param score max over l of u_l · v, plus the item's bias if the release has biases
 * @param category category of the interest with this score, the first of equal ones
 */
public record ScoredItem(int row, float score, int category) {}
