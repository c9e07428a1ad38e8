package io.intereststream.deploy.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What an audit found.
 *
 * @param eventsRead records on the watch topic
 * @param invalid records that are no valid watch event
 * @param neutral valid events that say nothing that counts
 * @param duplicates positive events that were in the history already
 * @param tooLate positive events older than what was cut
 * @param updates records on the update topic, erasures among them
 * @param repeatedUpdates updates that came again with a sequence number seen before, as
 *     at-least-once delivery does after a fault
 * @param deadLetters records on the dead-letter topic
 * @param repeatedDeadLetters dead letters that came again
 * @param erased viewers with an erasure on the topic, who are not compared
 * @param viewersChecked viewers with updates that were compared
 * @param updatesChecked updates that were compared: the last of each viewer, or every one
 * @param mismatches viewers and records that are not as they must be
 * @param maxAbsDifference largest difference of a component from the reference encoder's
 * @param examples what the first mismatches are
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
