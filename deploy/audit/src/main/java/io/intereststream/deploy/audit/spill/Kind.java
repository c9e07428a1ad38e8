package io.intereststream.deploy.audit.spill;

/**
 * What a spilled entry is about. A bucket returns its entries in the order in which they were
 * added. The audit adds updates, then the baseline, the erasures and the events, and dead letters
 * last. Invalid records, and erasures on the watch topic, come among the events.
 */
public enum Kind {
  /** An update of a viewer, or a null value. */
  UPDATE,
  /** A dead letter about a record. */
  LETTER,
  /** What a baseline knows about a viewer. */
  BASELINE,
  /** An erasure of a viewer. */
  ERASURE,
  /** A positive or negative event of a viewer. */
  EVENT,
  /** A record that is not a valid event. */
  INVALID
}
