package io.intereststream.history;

/** What a watch event says about its item. */
public enum Signal {
  /** A long view or a positive action: the item is added to the history. */
  POSITIVE,
  /** A negative action: the entries of the item are removed from the history. */
  NEGATIVE,
  /** Neither of the two: the history does not change. */
  NEUTRAL
}
