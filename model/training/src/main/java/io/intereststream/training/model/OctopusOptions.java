package io.intereststream.training.model;

/**
 * The form of Octopus.
 *
 * @param reconstruction weight of rebuilding items from the channels' bases
 * @param orthogonality weight of the bases' orthogonality
 */
public record OctopusOptions(double reconstruction, double orthogonality) {}
