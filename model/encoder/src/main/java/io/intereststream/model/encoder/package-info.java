/**
 * What an encoder is, and what all architectures share; each has a package of its own below this
 * one.
 *
 * <p>An {@link io.intereststream.model.encoder.Architecture} makes encoders of two kinds, which
 * compute the same {@link io.intereststream.model.encoder.Interests}. The {@link
 * io.intereststream.model.encoder.ReferenceEncoder} takes whole histories in double precision;
 * every other encoder is compared with it. What the job runs is in float32 over tables with all
 * that depends on an item alone ({@link io.intereststream.model.encoder.ItemTables}): an {@link
 * io.intereststream.model.encoder.IncrementalEncoder}, which takes one item at a time, or, for
 * ComiRec-DR, MIND and DSSRec, an encoder of whole histories.
 */
package io.intereststream.model.encoder;
