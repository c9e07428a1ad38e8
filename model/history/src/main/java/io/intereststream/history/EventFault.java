package io.intereststream.history;

/** Why an event is not valid. The names do not change, because events are counted by them. */
public enum EventFault {
  /** There is no value. */
  NULL_VALUE,
  /** An id is empty or too long. */
  INVALID_ID,
  /** The record has no Kafka timestamp. */
  NO_TIMESTAMP,
  /** The event cannot have happened at its event time. */
  IMPLAUSIBLE_TIME
}
