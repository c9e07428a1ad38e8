package io.intereststream.history;

/** Why an event is not valid; the names are stable, to count by. */
public enum EventFault {
  /** There is no value. */
  NULL_VALUE,
  /** An id is empty or too long. */
  INVALID_ID,
  /** The record has no Kafka timestamp. */
  NO_TIMESTAMP,
  /** The event time is no time at which the event can have happened. */
  IMPLAUSIBLE_TIME
}
