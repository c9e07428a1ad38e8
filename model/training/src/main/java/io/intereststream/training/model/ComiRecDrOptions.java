package io.intereststream.training.model;

/**
 * The form of ComiRec-DR.
 *
 * @param iterations of the routing (3 in the paper)
 */
public record ComiRecDrOptions(int iterations) {}
