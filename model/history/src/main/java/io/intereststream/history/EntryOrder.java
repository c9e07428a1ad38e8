package io.intereststream.history;

/**
 * The order of entries (rule 3): by time, then by fingerprint as an unsigned number. The
 * fingerprint has no meaning for the order; it only makes the order of entries with equal times
 * independent of their arrival.
 */
final class EntryOrder {

  private EntryOrder() {}

  /** Compares two pairs: negative if the first comes before, 0 if they are the same pair. */
  static int compare(long time, long item, long otherTime, long otherItem) {
    return time != otherTime
        ? Long.compare(time, otherTime)
        : Long.compareUnsigned(item, otherItem);
  }
}
