package io.intereststream.training.model;

/**
 * The form of ComiRec-SA.
 *
 * @param hidden width of the attention's inner layer (4d in the authors' code)
 */
public record ComiRecSaOptions(int hidden) {}
