package io.intereststream.data;

import java.util.Map;
import java.util.Optional;

/** A source of watches that can be read from its beginning any number of times. */
public interface WatchLog {

  /** Returns a short description of the data and its origin; always the same for the same data. */
  String description();

  /**
   * Returns how the data is read, in a few words, if that was detected or chosen; otherwise empty.
   */
  default String details() {
    return "";
  }

  /** Returns what the user can do if no watch is positive. */
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
   * Reads the watches after a position, in order.
   *
   * @param afterPosition a {@link LogReader#position()} of an earlier reader, or 0
   * @throws io.intereststream.error.InterestStreamException when the data cannot be read at all
   */
  LogReader<LoggedWatch> open(long afterPosition);

  /**
   * Reads the labelled sequences: watches from before the log begins, which are all positive and
   * have no times. If a viewer has several sequences, each continues the one before.
   */
  default LogReader<LabelledSequence> openLabelled() {
    return LogReader.empty();
  }

  /**
   * Returns whether repeated rows (same viewer, item and time) are dropped when the label decides
   * what is positive. With the signal policy they are always dropped.
   */
  default boolean dropsRepeats() {
    return false;
  }

  /** Returns each item's category numbers; empty where the data set has none. */
  default Optional<Map<String, int[]>> categories() {
    return Optional.empty();
  }
}
