package io.intereststream.deploy.audit.rules;

/** What a record did to its viewer's history. */
public enum Outcome {
  /** An entry was added. */
  ADDED,
  /** An entry was added, and the history was cut. */
  ADDED_AND_CUT,
  /** Entries of the item were removed. */
  REMOVED,
  /** A negative event removed no entry and is remembered. */
  REMEMBERED,
  /** The history already had this entry. */
  DUPLICATE,
  /** The event does not come after the newest entry that was ever cut. */
  TOO_LATE,
  /** The event is not newer than a remembered negative event of the item. */
  NEGATIVE_BEFORE,
  /** The event is neither positive nor negative. */
  NEUTRAL,
  /** A negative event that removed nothing and is not remembered. */
  NOTHING,
  /** The viewer was erased. */
  ERASED,
  /** The event is not newer than the viewer's erasure. */
  BEFORE_ERASURE,
  /** The record is not a valid event. */
  DEAD_LETTER;

  /** Whether an entry was added or removed; the sequence counts these outcomes. */
  public boolean changesEntries() {
    return this == ADDED || this == ADDED_AND_CUT || this == REMOVED;
  }

  /** Whether the outcome is the same in every order of the viewer's records. */
  public boolean isFreeOfOrder() {
    return this == ADDED || this == DUPLICATE || this == NEUTRAL || this == DEAD_LETTER;
  }
}
