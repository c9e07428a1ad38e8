package io.intereststream.history;

/** What an event did to a viewer's history. */
public enum HistoryChange {
  /** The item became the newest entry; the older entries are unchanged. */
  APPENDED,
  /** A late event was inserted before newer entries. */
  INSERTED,
  /** The history grew past its window and was cut to its newest entries. */
  CUT,
  /** A negative action removed entries of its item. */
  REMOVED,
  /** A negative action removed nothing and is remembered. */
  REMEMBERED,
  /** A neutral event, or a negative action that changes nothing. */
  NONE,
  /** The history already had an entry with this item and time. */
  DUPLICATE,
  /** A positive event that does not come after the newest entry that was ever cut. */
  TOO_LATE,
  /** A positive event that is not newer than a remembered negative action of the same item. */
  NEGATIVE_BEFORE,
  /** An event that is not newer than the viewer's erasure. */
  BEFORE_ERASURE;

  /** Whether entries were added or removed. */
  public boolean changedHistory() {
    return ordinal() <= REMOVED.ordinal();
  }

  /** Whether entries or remembered negative actions changed. */
  public boolean changedAnything() {
    return ordinal() <= REMEMBERED.ordinal();
  }
}
