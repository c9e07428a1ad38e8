package io.intereststream.training.model;

import org.bytedeco.pytorch.Tensor;

/**
 * What a model makes of histories.
 *
 * @param interests [R, L, d]
 * @param active 1 where an interest is one, 0 where it has no search of its own, float [R, L]
 * @param weights share of each interest, [R, L]
 * @param general what is common to a row's interests, [R, d]; zeros where there is none
 */
public record Encoded(Tensor interests, Tensor active, Tensor weights, Tensor general) {}
