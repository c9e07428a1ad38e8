package io.intereststream.model.encoder;

/**
 * The equations of an architecture as they are written, over whole histories, in double precision.
 * Every other encoder is compared with it. Not thread-safe.
 */
public interface ReferenceEncoder extends Encoder, AutoCloseable {

  /** Frees memory outside the heap, if there is any. */
  @Override
  default void close() {}
}
