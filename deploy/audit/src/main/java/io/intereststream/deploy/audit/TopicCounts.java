package io.intereststream.deploy.audit;

/** Counts the records that the audit read. */
final class TopicCounts {
  long updates;
  long erasures;
  long erasuresOfNobody;
  long events;
  long neutral;
  long invalid;
  long letters;

  private final long now = System.currentTimeMillis();
  private long newest = Long.MIN_VALUE;

  /** Takes the Kafka timestamp of a record of the watch topic. */
  void timestamp(long timestamp) {
    if (timestamp <= now) {
      newest = Math.max(newest, timestamp);
    }
  }

  /** Newest Kafka timestamp on the watch topic that is not in the future, in epoch ms. */
  long newest() {
    return newest;
  }
}
