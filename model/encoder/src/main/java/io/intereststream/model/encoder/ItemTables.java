package io.intereststream.model.encoder;

/** What an encoder does about that which depends on an item alone: memory for time. */
public enum ItemTables {
  /**
   * It is computed for all items when a release is loaded, and held in direct memory until the
   * release is closed: an event reads one stretch of memory.
   */
  PRECOMPUTED,
  /** It is computed anew at each event, from the item's row in the mapped file; nothing is held. */
  COMPUTED
}
