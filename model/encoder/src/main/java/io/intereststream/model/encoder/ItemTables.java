package io.intereststream.model.encoder;

/** Whether values that depend only on the item are precomputed: memory against time. */
public enum ItemTables {
  /**
   * Computed for all items when a release is loaded, and kept in direct memory until it is closed.
   */
  PRECOMPUTED,
  /**
   * Computed at each event, for each item of the history, from the item's row in the mapped file;
   * hardly anything is kept in memory.
   */
  COMPUTED
}
