package io.intereststream.job.ingest;

/** A record of the watch topic as it was read, with its provenance. */
public final class SourceRecord {
  /** The raw key, or null. */
  public byte[] key;

  /** The raw value, or null. */
  public byte[] value;

  public String topic;
  public int partition;
  public long offset;

  /** The record's Kafka timestamp in epoch ms, negative when it has none. */
  public long timestamp;
}
