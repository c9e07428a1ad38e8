package io.intereststream.deploy.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The result of an audit.
 *
 * @param eventsRead number of records on the watch topic
 * @param invalid records that are not valid watch events or erasures
 * @param neutral valid events that are neither positive nor negative
 * @param duplicates positive events that were already in the history
 * @param tooLate positive events that do not come after the newest entry that was ever cut
 * @param erasures records on the topic of erasures
 * @param updates records on the update topic, null values included
 * @param repeatedUpdates updates that are not newer than an earlier one; at-least-once delivery
 *     repeats updates after a fault
 * @param deadLetters records on the dead-letter topic
 * @param repeatedDeadLetters repeated dead letters
 * @param deadLettersGone invalid records whose dead letters may no longer be on the topic
 * @param erased viewers who correctly have no update, because they were erased
 * @param expired viewers who correctly have no update, because their history has expired
 * @param viewersChecked viewers that were checked
 * @param viewersNotChecked viewers that could not be checked
 * @param notChecked number of viewers that could not be checked, by reason
 * @param leftOfOlderGeneration viewers whose update comes from a state from before the last
 *     rebuild; null if there is no lease record that says when the job's state was created
 * @param updatesChecked updates that were compared: the one that a reader holds for each viewer, or
 *     all
 * @param mismatches viewers and records that differ from what is expected
 * @param maxAbsDifference largest difference of a component, as a reader decodes it, from the
 *     reference encoder; it includes what the format of the update rounds
 * @param maxAbsDifferenceByFormat the same by vector_format, for those formats that were compared
 * @param examples descriptions of the first mismatches
 * @param erasedLeft viewers with an update from a state from before the last rebuild for whom a
 *     null value was published; null if this was not requested
 * @param baselineViewers number of viewers in the written baseline; null if none was written
 * @param trusted source of the unchecked histories with which this baseline began, such as a
 *     savepoint; null if there are none
 */
public record AuditReport(
    @JsonProperty("events_read") long eventsRead,
    long invalid,
    long neutral,
    long duplicates,
    @JsonProperty("too_late") long tooLate,
    long erasures,
    long updates,
    @JsonProperty("repeated_updates") long repeatedUpdates,
    @JsonProperty("dead_letters") long deadLetters,
    @JsonProperty("repeated_dead_letters") long repeatedDeadLetters,
    @JsonProperty("dead_letters_gone") long deadLettersGone,
    long erased,
    long expired,
    @JsonProperty("viewers_checked") long viewersChecked,
    @JsonProperty("viewers_not_checked") long viewersNotChecked,
    @JsonProperty("not_checked") Map<String, Long> notChecked,
    @JsonProperty("left_of_older_generation") Long leftOfOlderGeneration,
    @JsonProperty("updates_checked") long updatesChecked,
    long mismatches,
    @JsonProperty("max_abs_difference") double maxAbsDifference,
    @JsonProperty("max_abs_difference_by_format") Map<String, Double> maxAbsDifferenceByFormat,
    List<String> examples,
    @JsonProperty("erased_left") Long erasedLeft,
    @JsonProperty("baseline_viewers") Long baselineViewers,
    String trusted) {

  /** Whether the invariant holds. False if no viewer was checked. */
  public boolean holds() {
    return mismatches == 0 && viewersChecked > 0;
  }
}
