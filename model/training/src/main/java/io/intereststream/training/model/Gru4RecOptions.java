package io.intereststream.training.model;

/**
 * The form of GRU4Rec.
 *
 * @param hidden size of the GRU's state
 */
public record Gru4RecOptions(int hidden) {}
