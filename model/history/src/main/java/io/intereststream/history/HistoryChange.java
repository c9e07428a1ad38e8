package io.intereststream.history;

/** What an event did to a {@link History}. */
public enum HistoryChange {
  /** The item became the newest entry; the older entries are as they were. */
  APPENDED,
  /** A late event was put in its place before newer entries. */
  INSERTED,
  /** The history grew past its window and was cut to its newest entries. */
  CUT,
  /** Every entry of a hidden item left. */
  REMOVED,
  /** A neutral event, or a hidden item that had no entry. */
  NONE,
  /** An entry with this item and time was there already. */
  DUPLICATE,
  /** Not newer than the newest entry that was ever cut. */
  TOO_LATE;

  /** Whether the history is another one than before. */
  public boolean changedHistory() {
    return ordinal() <= REMOVED.ordinal();
  }
}
