package io.intereststream.job.ingest;

import io.intereststream.history.InvalidEventException;
import io.intereststream.history.MappedEvent;
import io.intereststream.schema.RecordDecodeException;

/** Reads what the rules need of a record's value, whatever schema it has. Not thread-safe. */
@FunctionalInterface
interface EventMapper {
  /**
   * Maps a value.
   *
   * @throws RecordDecodeException if the bytes are broken or of an unknown schema
   * @throws InvalidEventException if they are no event
   */
  MappedEvent map(byte[] value) throws InvalidEventException, RecordDecodeException;
}
