package io.intereststream.model.encoder;

/** Whether values that depend only on the item are precomputed: memory against time. */
public enum ItemTables {
  /**
   * Computed for all items when a release is loaded, and kept in direct memory until it is closed:
   * an event reads one contiguous row.
   */
  PRECOMPUTED,
  /** Computed at each event from the item's row in the mapped file; nothing is kept in memory. */
  COMPUTED
}
