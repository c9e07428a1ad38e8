package io.intereststream.training.model;

/**
 * The options of {@link ComiRecSa}.
 *
 * @param hidden width of the attention's hidden layer; 4d in the authors' code
 */
record ComiRecSaOptions(int hidden) {}
