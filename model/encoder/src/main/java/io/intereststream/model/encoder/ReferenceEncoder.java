package io.intereststream.model.encoder;

/**
 * The equations of an architecture as they are written down, whole histories in double precision:
 * what every other encoder is held against. Not thread-safe.
 */
public interface ReferenceEncoder extends Encoder, AutoCloseable {

  /** Frees what it holds outside the heap, if anything. */
  @Override
  default void close() {}
}
