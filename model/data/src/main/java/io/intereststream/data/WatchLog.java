package io.intereststream.data;

import java.util.Map;
import java.util.Optional;

/** A source of watches that can be read from its beginning any number of times. */
public interface WatchLog {

  /** What it is and where it comes from, in a few words; the same for the same data. */
  String description();

  /** How it is read, in a few words, where that was detected or chosen; else empty. */
  default String details() {
    return "";
  }

  /** What the user can do when nothing in it is positive. */
  String remedy();

  /**
   * Reads the watches in order from the beginning.
   *
   * @throws io.intereststream.error.InterestStreamException when the data cannot be read at all
   */
  default LogReader<LoggedWatch> open() {
    return open(0);
  }

  /**
   * Reads the watches in order, from after a position on.
   *
   * @param afterPosition a {@link LogReader#position()} of an earlier reader, or 0
   * @throws io.intereststream.error.InterestStreamException when the data cannot be read at all
   */
  LogReader<LoggedWatch> open(long afterPosition);

  /**
   * Reads what viewers watched before the log begins, which is labelled already and has no times.
   * Several sequences of a viewer follow each other.
   */
  default LogReader<LabelledSequence> openLabelled() {
    return LogReader.empty();
  }

  /**
   * Whether a row that repeats viewer, item and time of an earlier row is dropped where the data
   * set's own label counts. Under the signal policy it always is.
   */
  default boolean dropsRepeats() {
    return false;
  }

  /** Returns each item's category numbers; empty where the data set has none. */
  default Optional<Map<String, int[]>> categories() {
    return Optional.empty();
  }
}
