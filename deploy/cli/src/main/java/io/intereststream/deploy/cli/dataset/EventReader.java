package io.intereststream.deploy.cli.dataset;

import io.intereststream.schema.WatchEvent;
import java.util.Iterator;

/**
 * One pass over a data set. Rows that are no event are counted and kept in {@link #malformed()}:
 * every row is either an event or accounted for there. Not thread-safe.
 */
public interface EventReader extends Iterator<WatchEvent>, AutoCloseable {

  /** The number, from 1, of the row of the event that {@link #next()} gave last; 0 before that. */
  long position();

  /** The rows passed so far, up to the last event given, that are no event. */
  MalformedRows malformed();

  /**
   * Whether there is another event.
   *
   * @throws DataSetException when the data cannot be read further
   */
  @Override
  boolean hasNext();

  /**
   * The next event.
   *
   * @throws java.util.NoSuchElementException after the last one
   * @throws DataSetException when the data cannot be read further
   */
  @Override
  WatchEvent next();

  /** Closes the file, if any. */
  @Override
  void close();
}
