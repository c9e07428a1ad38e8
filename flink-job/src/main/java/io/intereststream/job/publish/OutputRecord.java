package io.intereststream.job.publish;

import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Key and value of a record to be written. Public fields, for Flink's POJO serializer. */
public final class OutputRecord {
  public static final TypeInformation<OutputRecord> TYPE = TypeInformation.of(OutputRecord.class);

  /** The key. */
  public byte[] key;

  /** The value; null erases the key on a compacted topic. */
  public byte[] value;

  public OutputRecord() {}

  public OutputRecord(byte[] key, byte[] value) {
    this.key = key;
    this.value = value;
  }
}
