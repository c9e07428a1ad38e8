package io.intereststream.model.search;

/**
 * One item found.
 *
 * @param row the item's row in the release
 * @param score max over l of u_l · v, a cosine, plus the item's bias where the release has one
 * @param category category of the interest that reached the score; of equal ones the first
 */
public record ScoredItem(int row, float score, int category) {}
