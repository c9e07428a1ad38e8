package io.intereststream.deploy.bench.change;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.intereststream.deploy.bench.BenchReport;
import java.util.Arrays;

/**
 * The result of the release-change benchmark.
 *
 * @param eventsPerSecond load: the value of --rate, or the rate that keeps 40 % of the CPU busy
 * @param changes number of releases that were activated
 * @param kills TaskManagers killed
 * @param p99Without median, over the periods before the changes, of the 99th percentile of the time
 *     from when an event was due until a reader had its update, in ms
 * @param p99During the same from the announcement of a release until it is active in all subtasks
 * @param ratio median over the changes of {@code p99During / p99Without}
 * @param ratios the ratio of each change, oldest first, without the changes during which a restart
 *     happened
 * @param p99Reembedding median of the 99th percentile in ms while viewers without new events are
 *     re-embedded
 * @param longestPause longest time between two updates of a subtask while an event was waiting,
 *     during changes, ms
 * @param longestPauseWithout the same without a release change
 * @param activationMs median time from an announcement until the release was active in all subtasks
 * @param reembedded number of re-embedded viewers over all changes
 * @param reembeddingMs longest re-embedding of a change
 * @param epochsBack updates of a subtask with an older epoch than an earlier update, except those
 *     that a restart repeats
 * @param residentStart resident memory of the TaskManagers two minutes after the load began, MB
 * @param residentPeak largest resident memory, MB
 * @param residentEnd after the last change, MB
 * @param updatesChecked updates that the audit compared
 * @param mismatches updates that the audit found to be wrong
 * @param largestDifference largest difference of a component from the reference encoder
 */
public record ReleaseChangeReport(
    @JsonProperty("events_per_second") double eventsPerSecond,
    int changes,
    int kills,
    @JsonProperty("p99_without_ms") double p99Without,
    @JsonProperty("p99_during_change_ms") double p99During,
    @JsonProperty("p99_during_change_over_without") double ratio,
    double[] ratios,
    @JsonProperty("p99_reembedding_ms") double p99Reembedding,
    @JsonProperty("longest_pause_ms") long longestPause,
    @JsonProperty("longest_pause_without_ms") long longestPauseWithout,
    @JsonProperty("activation_ms") double activationMs,
    long reembedded,
    @JsonProperty("reembedding_ms") long reembeddingMs,
    @JsonProperty("epochs_back") long epochsBack,
    @JsonProperty("resident_start_mb") long residentStart,
    @JsonProperty("resident_peak_mb") long residentPeak,
    @JsonProperty("resident_end_mb") long residentEnd,
    @JsonProperty("updates_checked") long updatesChecked,
    long mismatches,
    @JsonProperty("max_abs_difference") double largestDifference)
    implements BenchReport {

  @Override
  public String table() {
    return """
        load                        %,.0f events/s, %d changes, %d TaskManagers killed
        p99 before / during change  %.0f / %.0f ms, ratio %.2f (%.2f to %.2f)
        p99 while re-embedding      %.0f ms (%,d viewers, at most %,d ms)
        longest pause               %d ms during changes, %d ms without
        from announcement to active %.0f ms
        updates with an older epoch %d
        resident memory             %,d MB at minute 2, at most %,d MB, %,d MB at the end
        audit                       %,d compared, %d mismatches, largest difference %.1e
        """
        .formatted(
            eventsPerSecond,
            changes,
            kills,
            p99Without,
            p99During,
            ratio,
            Arrays.stream(ratios).min().orElse(Double.NaN),
            Arrays.stream(ratios).max().orElse(Double.NaN),
            p99Reembedding,
            reembedded,
            reembeddingMs,
            longestPause,
            longestPauseWithout,
            activationMs,
            epochsBack,
            residentStart,
            residentPeak,
            residentEnd,
            updatesChecked,
            mismatches,
            largestDifference);
  }
}
