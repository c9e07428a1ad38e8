package io.intereststream.history;

/**
 * The order of entries (rule 3): by time, then by fingerprint as an unsigned number. The
 * fingerprint has no meaning for the order; it only makes the order of entries with equal times
 * independent of their arrival.
 */
final class EntryOrder {

  private EntryOrder() {}

  /**
   * Compares two pairs of time and item: negative if the first one comes before the second, 0 if
   * they are equal.
   */
  static int compare(long time, long item, long otherTime, long otherItem) {
    return time != otherTime
        ? Long.compare(time, otherTime)
        : Long.compareUnsigned(item, otherItem);
  }
}
