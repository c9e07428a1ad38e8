package io.intereststream.training.model;

/**
 * The options of {@link Gru4Rec}.
 *
 * @param hidden size of the GRU's state
 */
record Gru4RecOptions(int hidden) {}
