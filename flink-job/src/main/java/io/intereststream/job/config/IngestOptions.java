package io.intereststream.job.config;

import io.intereststream.history.EventRules;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/**
 * Limits of what the job reads from the watch topic. A record over a limit becomes a dead letter.
 */
public final class IngestOptions {
  /** How the job handles a null value on the watch topic. */
  public enum NullValues {
    /** It becomes a dead letter. */
    DEAD_LETTER,
    /** It is counted and ignored. */
    IGNORE
  }

  public static final ConfigOption<MemorySize> MAX_RECORD_BYTES =
      ConfigOptions.key("interest-stream.ingest.max-record-bytes")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(1))
          .withDescription(
              "Maximum size of a record's value, decompressed. A larger record becomes a dead"
                  + " letter. An event has a few hundred bytes. The Kafka client decompresses a"
                  + " record as a whole, and the topic's `max.message.bytes` limits only the"
                  + " compressed size: a record can be up to 1,000 times larger after"
                  + " decompression (gzip), and a TaskManager needs memory for it. Of a larger"
                  + " record, the job keeps only the first"
                  + " `interest-stream.ingest.dead-letter-bytes`.");

  public static final ConfigOption<Integer> MAX_ACTIONS =
      ConfigOptions.key("interest-stream.ingest.max-actions")
          .intType()
          .defaultValue(64)
          .withDescription("Maximum number of actions of an event.");

  public static final ConfigOption<Integer> MAX_ATTRIBUTES =
      ConfigOptions.key("interest-stream.ingest.max-attributes")
          .intType()
          .defaultValue(64)
          .withDescription(
              "Maximum number of attributes of an event. This includes the entries of map fields"
                  + " that a newer schema adds. The job does not use attributes.");

  public static final ConfigOption<Integer> MAX_ID_LENGTH =
      ConfigOptions.key("interest-stream.ingest.max-id-length")
          .intType()
          .defaultValue(EventRules.DEFAULT_ID_LENGTH)
          .withDescription(
              "Maximum number of characters of the ids of an event, its viewer and its item; up to"
                  + " 8192. It does not limit erasures.");

  public static final ConfigOption<MemorySize> DEAD_LETTER_BYTES =
      ConfigOptions.key("interest-stream.ingest.dead-letter-bytes")
          .memoryType()
          .defaultValue(new MemorySize(32 << 10))
          .withDescription(
              "Maximum number of bytes that a dead letter keeps of a record's key, of its value"
                  + " and of its headers, each. Longer keys and values are cut; the dead letter"
                  + " then also has their whole length, the SHA-256 of the whole value, and the"
                  + " position of the record. If all headers together are longer, the last ones"
                  + " are left out. The topic must accept records of four times this size plus"
                  + " 16 KiB.");

  public static final ConfigOption<NullValues> NULL_VALUES =
      ConfigOptions.key("interest-stream.ingest.null-values")
          .enumType(NullValues.class)
          .defaultValue(NullValues.DEAD_LETTER)
          .withDescription(
              "`DEAD_LETTER`: a record with a null value on the watch topic becomes a dead"
                  + " letter. `IGNORE`: the job only counts it.");

  public static final ConfigOption<Boolean> ERASE_MARKED_NULLS =
      ConfigOptions.key("interest-stream.ingest.erase-marked-nulls")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether a record with a null value and a header `interest-stream-erase` on"
                  + " the watch topic erases the viewer whose id is its key, like a record on"
                  + " `interest-stream.topic.viewer-erasures`.");

  private IngestOptions() {}
}
