package io.intereststream.deploy.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The result of an audit.
 *
 * @param eventsRead number of records on the watch topic
 * @param invalid records that are not valid watch events
 * @param neutral valid events that are neither positive nor negative
 * @param duplicates positive events that were already in the history
 * @param tooLate positive events older than the entries that were cut
 * @param updates records on the update topic, including erasures
 * @param repeatedUpdates updates with a sequence number seen before, which at-least-once delivery
 *     repeats after a fault
 * @param deadLetters records on the dead-letter topic
 * @param repeatedDeadLetters repeated dead letters
 * @param erased viewers with an erasure, which are not compared
 * @param viewersChecked viewers with updates that were compared
 * @param updatesChecked updates that were compared: the last of each viewer, or every one
 * @param mismatches viewers and records that differ from the expected
 * @param maxAbsDifference largest difference of a component from the reference encoder
 * @param examples descriptions of the first mismatches
 */
public record AuditReport(
    @JsonProperty("events_read") long eventsRead,
    long invalid,
    long neutral,
    long duplicates,
    @JsonProperty("too_late") long tooLate,
    long updates,
    @JsonProperty("repeated_updates") long repeatedUpdates,
    @JsonProperty("dead_letters") long deadLetters,
    @JsonProperty("repeated_dead_letters") long repeatedDeadLetters,
    long erased,
    @JsonProperty("viewers_checked") long viewersChecked,
    @JsonProperty("updates_checked") long updatesChecked,
    long mismatches,
    @JsonProperty("max_abs_difference") double maxAbsDifference,
    List<String> examples) {

  /** Whether the invariant holds. */
  public boolean holds() {
    return mismatches == 0;
  }
}
