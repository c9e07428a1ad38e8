package io.intereststream.job.config;

import io.intereststream.history.EventRules;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/**
 * Limits of what the job reads from the watch topic. A record over a limit becomes a dead letter.
 */
public final class IngestOptions {
  /** What is done with a record of the watch topic that has no value. */
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
              "Longest value of a record, decompressed, that is decoded; a longer one becomes a"
                  + " dead letter. An event has some hundred bytes. The Kafka client decompresses a"
                  + " record as a whole, so that the memory of a TaskManager must hold the largest"
                  + " that the topic takes; no more of it than"
                  + " `interest-stream.ingest.dead-letter-bytes` is kept.");

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
              "Maximum number of attributes of an event, with the entries of maps that a newer"
                  + " producer adds. The job reads none of them.");

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
              "Most bytes that a dead letter keeps of a record's key, of its value and of its"
                  + " headers, each. A longer value is cut, and the letter has its length and"
                  + " SHA-256; the whole record is at its position. The topic must take letters of"
                  + " four times that and 16 KiB.");

  public static final ConfigOption<NullValues> NULL_VALUES =
      ConfigOptions.key("interest-stream.ingest.null-values")
          .enumType(NullValues.class)
          .defaultValue(NullValues.DEAD_LETTER)
          .withDescription(
              "`DEAD_LETTER`: a record of the watch topic without a value becomes a dead letter."
                  + " `IGNORE`: it is counted and ignored.");

  public static final ConfigOption<Boolean> ERASE_MARKED_NULLS =
      ConfigOptions.key("interest-stream.ingest.erase-marked-nulls")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether a record of the watch topic without a value that has a header"
                  + " `interest-stream-erase` erases the viewer whose id is its key, as a record of"
                  + " `interest-stream.topic.viewer-erasures` does.");

  private IngestOptions() {}
}
