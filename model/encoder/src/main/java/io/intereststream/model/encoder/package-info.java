/**
 * The interfaces of encoders and what all architectures share; each architecture has its own
 * package below this one.
 *
 * <p>An {@link io.intereststream.model.encoder.Architecture} makes encoders of two kinds, which
 * compute the same {@link io.intereststream.model.encoder.Interests}. The {@link
 * io.intereststream.model.encoder.ReferenceEncoder} takes whole histories in double precision;
 * every other encoder is compared with it. The job runs encoders in float32 over tables of values
 * that depend only on the item ({@link io.intereststream.model.encoder.ItemTables}): an {@link
 * io.intereststream.model.encoder.IncrementalEncoder}, which takes one item at a time, or, for
 * ComiRec-DR, MIND and DSSRec, an encoder of whole histories.
 */
package io.intereststream.model.encoder;
