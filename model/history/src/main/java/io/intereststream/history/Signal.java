package io.intereststream.history;

/** What a watch event says about its item. */
public enum Signal {
  /** The viewer liked the item: it is added to the history. */
  POSITIVE,
  /** The viewer asked not to see the item: its entries are removed from the history. */
  NEGATIVE,
  /** Neither of the two: the history does not change. */
  NEUTRAL
}
