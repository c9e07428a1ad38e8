package io.intereststream.deploy.audit.rules;

/**
 * An event time and an item, in the order of rule 3: by time, then by fingerprint.
 *
 * @param time in epoch ms
 * @param fingerprint of the item id, compared as an unsigned number
 */
public record Pair(long time, long fingerprint) implements Comparable<Pair> {
  @Override
  public int compareTo(Pair other) {
    return time != other.time
        ? Long.compare(time, other.time)
        : Long.compareUnsigned(fingerprint, other.fingerprint);
  }

  /** Whether this pair comes after another one; every pair comes after null. */
  boolean isAfter(Pair other) {
    return other == null || compareTo(other) > 0;
  }
}
