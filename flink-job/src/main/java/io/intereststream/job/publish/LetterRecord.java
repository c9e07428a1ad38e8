package io.intereststream.job.publish;

import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * A dead letter to be written, with the position of the record that it is about, for the log.
 * Fields are public because Flink's POJO serializer requires it.
 */
public final class LetterRecord {
  public static final TypeInformation<LetterRecord> TYPE = TypeInformation.of(LetterRecord.class);

  /** Topic of the record. */
  public String topic;

  /** Partition of the record. */
  public int partition;

  /** Offset of the record. */
  public long offset;

  /** The key of the dead letter, or null. */
  public byte[] key;

  /** The encoded dead letter. */
  public byte[] value;

  /** The position of the record, as text. */
  String position() {
    return "topic " + topic + " partition " + partition + " offset " + offset;
  }
}
