package io.intereststream.history;

/** What a watch event says of its item. */
public enum Signal {
  /** The viewer liked what was shown: the item joins the history. */
  POSITIVE,
  /** The viewer asked not to see it: every entry of the item leaves the history. */
  NEGATIVE,
  /** Nothing that counts: the history stays as it is. */
  NEUTRAL
}
