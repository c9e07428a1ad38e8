package io.intereststream.job.ingest;

import io.intereststream.schema.TimestampType;

/**
 * A record of a topic as it was read, with its provenance. Key, value and headers are bounded, see
 * {@link BoundedDeserializer}. Plain, as Flink's POJO serializer requires.
 */
public final class SourceRecord {
  /** The raw key or its first bytes, or null. */
  public byte[] key;

  /** Length of the whole key in bytes, -1 if there is none. */
  public int keyLength;

  /** The raw value or its first bytes, or null. */
  public byte[] value;

  /** Length of the whole value in bytes, -1 if there is none. */
  public int valueLength;

  /** SHA-256 of the whole value where only its first bytes are here, otherwise null. */
  public byte[] valueSha256;

  /** Keys of the headers, in their order; the last may be left out. */
  public String[] headerKeys;

  /** Values of these headers, each null or its first bytes. */
  public byte[][] headerValues;

  /** Number of headers that the record has. */
  public int headerCount;

  public String topic;
  public int partition;
  public long offset;

  /** The record's Kafka timestamp in epoch ms, negative when it has none. */
  public long timestamp;

  /** Where the timestamp comes from. */
  public TimestampType timestampType;

  /** Whether all of the key is here. */
  boolean isWholeKey() {
    return key == null || key.length == keyLength;
  }

  /** Whether there is a header with a key. */
  boolean hasHeader(String headerKey) {
    for (String key : headerKeys) {
      if (key.equals(headerKey)) {
        return true;
      }
    }
    return false;
  }
}
