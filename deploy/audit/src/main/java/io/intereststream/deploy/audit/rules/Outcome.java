package io.intereststream.deploy.audit.rules;

/** What a record did to its viewer's history. */
public enum Outcome {
  /** An entry more. */
  ADDED,
  /** An entry more, and the history was cut. */
  ADDED_AND_CUT,
  /** Entries of the item were removed. */
  REMOVED,
  /** A negative event removed no entry and is remembered. */
  REMEMBERED,
  /** The same entry is there already. */
  DUPLICATE,
  /** Not after what was cut. */
  TOO_LATE,
  /** Not newer than a remembered negative event of the item. */
  NEGATIVE_BEFORE,
  /** Neither positive nor negative. */
  NEUTRAL,
  /** A negative event that removed nothing and is not remembered. */
  NOTHING,
  /** The viewer was erased. */
  ERASED,
  /** Not newer than the viewer's erasure. */
  BEFORE_ERASURE,
  /** Not a valid event. */
  DEAD_LETTER;

  /** Whether an entry came or left, which the sequence counts. */
  public boolean changesEntries() {
    return this == ADDED || this == ADDED_AND_CUT || this == REMOVED;
  }

  /** Whether the outcome is the same in every order of the viewer's records. */
  public boolean isFreeOfOrder() {
    return this == ADDED || this == DUPLICATE || this == NEUTRAL || this == DEAD_LETTER;
  }
}
