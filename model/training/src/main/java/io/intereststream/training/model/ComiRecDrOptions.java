package io.intereststream.training.model;

/**
 * The options of {@link ComiRecDr}.
 *
 * @param iterations of the routing; 3 in the paper
 */
record ComiRecDrOptions(int iterations) {}
