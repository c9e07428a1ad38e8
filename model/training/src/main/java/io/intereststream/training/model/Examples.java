package io.intereststream.training.model;

import org.bytedeco.pytorch.Tensor;

/**
 * One step's examples as tensors.
 *
 * @param histories R rows
 * @param targets row to be found, int64 [R]
 * @param negatives rows shared by all, int64 [N]
 * @param futures what came after each row; null unless asked for
 */
public record Examples(Histories histories, Tensor targets, Tensor negatives, Histories futures) {}
