package io.intereststream.job.config;

import io.intereststream.history.EventRules;
import io.intereststream.job.config.IngestOptions.NullValues;
import io.intereststream.schema.DecodeLimits;
import java.io.Serializable;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * The values of {@link IngestOptions}.
 *
 * @param maxRecordBytes maximum size of a value
 * @param maxActions maximum number of actions of an event
 * @param maxAttributes maximum number of attributes of an event
 * @param maxIdLength maximum number of characters of an id
 * @param letterBytes maximum number of bytes that a dead letter keeps of each of these: key, value,
 *     all headers together
 * @param nullValues how a null value is handled
 * @param erasesMarkedNulls whether a null value with the header erases a viewer
 */
public record IngestSettings(
    int maxRecordBytes,
    int maxActions,
    int maxAttributes,
    int maxIdLength,
    int letterBytes,
    NullValues nullValues,
    boolean erasesMarkedNulls)
    implements Serializable {

  /** Maximum of an option in bytes, so that four times the value fits into a Java array. */
  private static final long MOST = 256L << 20;

  static IngestSettings from(OptionChecks checks) {
    return new IngestSettings(
        bytes(IngestOptions.MAX_RECORD_BYTES, checks),
        checks.atLeast(0, IngestOptions.MAX_ACTIONS),
        checks.atLeast(0, IngestOptions.MAX_ATTRIBUTES),
        idLength(checks),
        bytes(IngestOptions.DEAD_LETTER_BYTES, checks),
        checks.get(IngestOptions.NULL_VALUES),
        checks.get(IngestOptions.ERASE_MARKED_NULLS));
  }

  private static int idLength(OptionChecks checks) {
    int length = checks.get(IngestOptions.MAX_ID_LENGTH);
    checks.that(
        length >= 1 && length <= EventRules.LONGEST_ID,
        IngestOptions.MAX_ID_LENGTH,
        "1 to " + EventRules.LONGEST_ID);
    return length;
  }

  private static int bytes(ConfigOption<MemorySize> option, OptionChecks checks) {
    long bytes = checks.get(option).getBytes();
    checks.that(bytes >= 1 && bytes <= MOST, option, "1 byte to 256 mb");
    return (int) Math.min(bytes, MOST);
  }

  /** The limits for the codec of watch events. */
  public DecodeLimits limits() {
    return new DecodeLimits(Math.max(0, maxActions), Math.max(0, maxAttributes));
  }
}
