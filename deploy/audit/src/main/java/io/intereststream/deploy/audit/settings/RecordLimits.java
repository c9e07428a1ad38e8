package io.intereststream.deploy.audit.settings;

/**
 * The limits above which a watch event becomes a dead letter.
 *
 * @param recordBytes maximum number of bytes of a record's value
 * @param actions maximum number of actions of an event
 * @param attributes maximum number of attributes of an event
 * @param idLength maximum number of characters of an id
 */
public record RecordLimits(int recordBytes, int actions, int attributes, int idLength) {
  /** Maximum number of characters of an id in an erasure, whatever the limit of events is. */
  public static final int ERASED_ID_LENGTH = 8192;

  /** The job's defaults. */
  public static final RecordLimits DEFAULT = new RecordLimits(1 << 20, 64, 64, 512);
}
