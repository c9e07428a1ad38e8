/**
 * Arithmetic over float arrays: {@link io.intereststream.model.math.Kernel} with a plain and a
 * vectorised implementation, a GRU, activations, running sums. It does not depend on any model.
 */
package io.intereststream.model.math;
