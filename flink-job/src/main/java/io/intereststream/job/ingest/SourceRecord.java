package io.intereststream.job.ingest;

import io.intereststream.schema.TimestampType;

/**
 * A record of a topic as it was read, with its position. The size of key, value and headers is
 * limited, see {@link BoundedDeserializer}. Fields are public because Flink's POJO serializer
 * requires it.
 */
public final class SourceRecord {
  /** The raw key or its first bytes, or null. */
  public byte[] key;

  /** Length of the whole key in bytes, -1 if it is null. */
  public int keyLength;

  /** The raw value or its first bytes, or null. */
  public byte[] value;

  /** Length of the whole value in bytes, -1 if it is null. */
  public int valueLength;

  /** SHA-256 of the whole value if only its first bytes are kept, otherwise null. */
  public byte[] valueSha256;

  /** Keys of the headers, in order; the last headers may be missing. */
  public String[] headerKeys;

  /** Values of these headers; each may be null or shortened. */
  public byte[][] headerValues;

  /** Number of all headers of the record. */
  public int headerCount;

  /** Whether one of all headers marks a null value as an erasure, see {@link Erasures#HEADER}. */
  public boolean marksErasure;

  public String topic;
  public int partition;
  public long offset;

  /** The record's Kafka timestamp in epoch ms, negative if it has none. */
  public long timestamp;

  /** Who set the timestamp: the producer or the broker. */
  public TimestampType timestampType;

  /** Whether the key is complete. */
  boolean isWholeKey() {
    return key == null || key.length == keyLength;
  }
}
