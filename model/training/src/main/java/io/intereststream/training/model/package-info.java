/**
 * The models that can be trained: CMI and the systems that it is compared with. {@link
 * io.intereststream.training.model.Models} creates one from a recipe; the rest of the trainer uses
 * it as an {@link io.intereststream.training.model.InterestModel}.
 *
 * <p>The description of each model has the equations for serving it, with the names and shapes of
 * the tensors in a release. Sizes: S histories of at most T items, each with P prefixes; R = S · P
 * rows; L interests (K or M in some papers); d components of a vector; N negatives. {@code [R, L,
 * d]} is the shape of a tensor.
 */
package io.intereststream.training.model;
