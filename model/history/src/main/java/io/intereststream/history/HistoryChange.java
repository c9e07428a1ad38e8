package io.intereststream.history;

/** What an event did to a viewer's history. */
public enum HistoryChange {
  /** The item became the newest entry; the older entries are as they were. */
  APPENDED,
  /** A late event was put in its place before newer entries. */
  INSERTED,
  /** The history grew past its window and was cut to its newest entries. */
  CUT,
  /** A negative action removed entries of its item. */
  REMOVED,
  /** A negative action removed nothing and is remembered. */
  REMEMBERED,
  /** A neutral event, or a negative action that changes nothing. */
  NONE,
  /** An entry with this item and time was there already. */
  DUPLICATE,
  /** Does not come after the newest entry that was ever cut. */
  TOO_LATE,
  /** A positive event that is not newer than a remembered negative action on its item. */
  NEGATIVE_BEFORE,
  /** Not newer than the viewer's erasure. */
  BEFORE_ERASURE;

  /** Whether entries were added or removed, so that the history is another one than before. */
  public boolean changedHistory() {
    return ordinal() <= REMOVED.ordinal();
  }

  /** Whether entries or remembered negative actions are others than before. */
  public boolean changedAnything() {
    return ordinal() <= REMEMBERED.ordinal();
  }
}
