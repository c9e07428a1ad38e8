package io.intereststream.deploy.cli.dataset;

/** A source of watch events that can be read from its beginning any number of times. */
public interface DataSet {

  /** What it is and where it comes from, in a few words; the same for the same data. */
  String description();

  /**
   * About how many rows it has, for progress bars.
   *
   * @return -1 when that is not known before it was read
   */
  long estimatedRows();

  /**
   * Reads the events in order from the beginning.
   *
   * @throws DataSetException when the data cannot be read at all: a missing file, a wrong header
   */
  default EventReader open() {
    return open(0);
  }

  /**
   * Reads the events in order, from after a position on.
   *
   * @param afterPosition an {@link EventReader#position()} of an earlier reader, or 0
   * @throws DataSetException when the data cannot be read at all: a missing file, a wrong header
   */
  EventReader open(long afterPosition);
}
