package io.intereststream.training.model;

import org.bytedeco.pytorch.Tensor;

/**
 * Encoded histories.
 *
 * @param interests {@code [R, L, d]}
 * @param active 1 where the viewer has the interest, 0 where not; float32 {@code [R, L]}
 * @param weights share of each interest in the history, {@code [R, L]}
 * @param general general interest, {@code [R, d]}; zeros if the model has none
 */
public record Encoded(Tensor interests, Tensor active, Tensor weights, Tensor general) {}
