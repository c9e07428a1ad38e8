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
 * @param tooLate positive events that do not come after the entries that were cut
 * @param erasures records on the topic of erasures
 * @param updates records on the update topic, null values included
 * @param repeatedUpdates updates that are not newer than one before them, which at-least-once
 *     delivery repeats after a fault
 * @param deadLetters records on the dead-letter topic
 * @param repeatedDeadLetters repeated dead letters
 * @param deadLettersGone invalid records whose letters may no longer be on the topic
 * @param erased viewers with nothing on the topic, rightly, since they were erased
 * @param expired viewers with nothing on the topic, rightly, since their history has expired
 * @param viewersChecked viewers that were checked
 * @param viewersNotChecked viewers that could not be checked
 * @param notChecked numbers of those, by reason
 * @param leftOfOlderGeneration viewers with an update of a job that was begun earlier
 * @param updatesChecked updates that were compared: the one that a reader holds of each viewer, or
 *     every one
 * @param mismatches viewers and records that differ from the expected
 * @param maxAbsDifference largest difference of a component from the reference encoder
 * @param examples descriptions of the first mismatches
 * @param erasedLeft viewers left by a job that was begun earlier for whom null values were
 *     published; null if nobody asked for it
 * @param baselineViewers viewers of the baseline that was written; null if none was
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
    @JsonProperty("left_of_older_generation") long leftOfOlderGeneration,
    @JsonProperty("updates_checked") long updatesChecked,
    long mismatches,
    @JsonProperty("max_abs_difference") double maxAbsDifference,
    List<String> examples,
    @JsonProperty("erased_left") Long erasedLeft,
    @JsonProperty("baseline_viewers") Long baselineViewers) {

  /** This report with the number of viewers who were erased. */
  AuditReport withErasedLeft(long viewers) {
    return new AuditReport(
        eventsRead,
        invalid,
        neutral,
        duplicates,
        tooLate,
        erasures,
        updates,
        repeatedUpdates,
        deadLetters,
        repeatedDeadLetters,
        deadLettersGone,
        erased,
        expired,
        viewersChecked,
        viewersNotChecked,
        notChecked,
        leftOfOlderGeneration,
        updatesChecked,
        mismatches,
        maxAbsDifference,
        examples,
        viewers,
        baselineViewers);
  }

  /** Whether the invariant holds. It does not where nobody was checked. */
  public boolean holds() {
    return mismatches == 0 && viewersChecked > 0;
  }
}
