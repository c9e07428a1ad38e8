package io.intereststream.schema;

import org.apache.avro.specific.SpecificRecord;

/**
 * Turns records of one type into bytes and back. Made by {@link CodecFactory}.
 *
 * <p>Not thread-safe: a codec reuses its buffers, so each task makes its own.
 *
 * @param <T> record type
 */
public interface RecordCodec<T extends SpecificRecord> {

  /**
   * Encodes a record under the newest released version of its schema.
   *
   * @return a new array, framing included
   * @throws java.io.UncheckedIOException if a schema registry is needed and does not answer
   */
  byte[] encode(T record);

  /**
   * Decodes a record that was written under any known version of its schema. Fields that the writer
   * did not have get their defaults, enum symbols that this version does not have become {@code
   * OTHER}.
   *
   * @param bytes a whole record, framing included
   * @return a new record that shares nothing with {@code bytes}
   * @throws RecordDecodeException if the bytes are not such a record; broken bytes cause no other
   *     exception, and decoding them never needs more memory than a valid record of the same length
   * @throws java.io.UncheckedIOException if a schema registry is needed and does not answer, or if
   *     it failed recently: after a failure, the codec sends no request for 1 s. The pause doubles
   *     with each further failure, up to 30 s
   */
  T decode(byte[] bytes) throws RecordDecodeException;
}
