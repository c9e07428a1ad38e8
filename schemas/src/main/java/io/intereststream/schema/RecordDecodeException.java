package io.intereststream.schema;

/**
 * Bytes that are not a record of the expected type. The message says what was found and what was
 * expected. Decoding the same bytes again fails, too, unless the writer's schema has become known.
 */
public final class RecordDecodeException extends Exception {

  /** What is wrong with the bytes. The names are stable, so that faults can be counted by them. */
  public enum Fault {
    /** The bytes do not follow the framing or the writer's schema. */
    BROKEN_RECORD,
    /** A string is not valid UTF-8. */
    NOT_UTF8,
    /** Arrays have more items than {@link DecodeLimits#arrayItems}. */
    TOO_MANY_ITEMS,
    /** Maps have more entries than {@link DecodeLimits#mapEntries}. */
    TOO_MANY_ENTRIES,
    /** The writer's schema is not known. */
    UNKNOWN_SCHEMA,
    /** The registry has a schema of this id, but it is not a readable Avro schema. */
    UNUSABLE_SCHEMA
  }

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  RecordDecodeException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  RecordDecodeException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /** The kind of fault. */
  public Fault fault() {
    return fault;
  }
}
