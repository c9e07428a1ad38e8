package io.intereststream.data;

import io.intereststream.data.csv.MalformedRows;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * One pass over a log. Rows that are malformed are counted and kept in {@link #malformed()}: each
 * row is either returned or accounted for there. Not thread-safe.
 *
 * @param <T> type that a row is converted to
 */
public interface LogReader<T> extends Iterator<T>, AutoCloseable {

  /**
   * The number, from 1, of the row that {@link #next()} returned last; before the first call, the
   * position after which the reader was opened.
   */
  long position();

  /** The malformed rows that were read so far; after the last row, all of them. */
  MalformedRows malformed();

  /**
   * Returns whether there is another row.
   *
   * @throws io.intereststream.error.InterestStreamException if reading fails
   */
  @Override
  boolean hasNext();

  /**
   * Returns the next row.
   *
   * @throws NoSuchElementException after the last row
   * @throws io.intereststream.error.InterestStreamException if reading fails
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
