package io.intereststream.job.ingest;

import io.intereststream.history.EventFault;
import io.intereststream.schema.RecordDecodeException;

/** Why a record is not a valid watch event: the {@code error_class} of its dead letter. */
enum LetterKind {
  /** The record has no value. */
  NULL_VALUE,
  /** The value is longer than {@code interest-stream.ingest.max-record-bytes}. */
  RECORD_TOO_LARGE,
  /** The bytes do not follow the framing or the writer's schema. */
  BROKEN_RECORD,
  /** A string is not UTF-8. */
  NOT_UTF8,
  /** There are more actions than {@code interest-stream.ingest.max-actions}. */
  TOO_MANY_ACTIONS,
  /** There are more attributes than {@code interest-stream.ingest.max-attributes}. */
  TOO_MANY_ATTRIBUTES,
  /** The writer's schema is not known. */
  UNKNOWN_SCHEMA,
  /** The registry's schema cannot be used. */
  UNUSABLE_SCHEMA,
  /** The writer's schema is not known and the registry does not answer. */
  REGISTRY_UNAVAILABLE,
  /** An id is empty or too long. */
  INVALID_ID,
  /** The record has no Kafka timestamp. */
  NO_TIMESTAMP,
  /** The event cannot have happened at its event time. */
  IMPLAUSIBLE_TIME;

  static LetterKind of(EventFault fault) {
    return switch (fault) {
      case NULL_VALUE -> NULL_VALUE;
      case INVALID_ID -> INVALID_ID;
      case NO_TIMESTAMP -> NO_TIMESTAMP;
      case IMPLAUSIBLE_TIME -> IMPLAUSIBLE_TIME;
    };
  }

  static LetterKind of(RecordDecodeException.Fault fault) {
    return switch (fault) {
      case BROKEN_RECORD -> BROKEN_RECORD;
      case NOT_UTF8 -> NOT_UTF8;
      case TOO_MANY_ITEMS -> TOO_MANY_ACTIONS;
      case TOO_MANY_ENTRIES -> TOO_MANY_ATTRIBUTES;
      case UNKNOWN_SCHEMA -> UNKNOWN_SCHEMA;
      case UNUSABLE_SCHEMA -> UNUSABLE_SCHEMA;
    };
  }
}
