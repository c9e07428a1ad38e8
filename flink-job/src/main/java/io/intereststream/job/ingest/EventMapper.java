package io.intereststream.job.ingest;

import io.intereststream.history.InvalidEventException;
import io.intereststream.history.MappedEvent;
import io.intereststream.schema.RecordDecodeException;

/** Reads the fields that the rules need from a record's value. Not thread-safe. */
@FunctionalInterface
interface EventMapper {
  /**
   * Maps a value.
   *
   * @throws RecordDecodeException if the bytes are broken or have an unknown schema
   * @throws InvalidEventException if they are not an event
   */
  MappedEvent map(byte[] value) throws InvalidEventException, RecordDecodeException;
}
