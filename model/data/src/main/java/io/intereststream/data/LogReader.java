package io.intereststream.data;

import io.intereststream.data.csv.MalformedRows;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * One pass over a log. Rows that are malformed are counted and kept in {@link #malformed()}: each
 * row is either returned or accounted for there. Not thread-safe.
 *
 * @param <T> what a row becomes
 */
public interface LogReader<T> extends Iterator<T>, AutoCloseable {

  /** The number, from 1, of the row that {@link #next()} returned last; 0 before that. */
  long position();

  /** The malformed rows up to the row returned last; after the last row, all of them. */
  MalformedRows malformed();

  /**
   * Whether there is another one.
   *
   * @throws io.intereststream.error.InterestStreamException when the data cannot be read on
   */
  @Override
  boolean hasNext();

  /**
   * Returns the next one.
   *
   * @throws NoSuchElementException after the last one
   * @throws io.intereststream.error.InterestStreamException when the data cannot be read on
   */
  @Override
  T next();

  /** Closes the file, if any. */
  @Override
  void close();

  /** A reader that has nothing to return. */
  static <T> LogReader<T> empty() {
    return new LogReader<>() {
      @Override
      public long position() {
        return 0;
      }

      @Override
      public MalformedRows malformed() {
        return new MalformedRows();
      }

      @Override
      public boolean hasNext() {
        return false;
      }

      @Override
      public T next() {
        throw new NoSuchElementException();
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }
}
