/**
 * libtorch, as the models use it: {@link io.intereststream.training.tensor.Compute} chooses the
 * device, {@link io.intereststream.training.tensor.Tensors} copies between Java's arrays and
 * tensors.
 */
package io.intereststream.training.tensor;
