package io.intereststream.deploy.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/**
 * What changes of release under load cost.
 *
 * @param eventsPerSecond load, half of what the job did at its highest
 * @param changes changes of release that came into force
 * @param kills TaskManagers killed
 * @param p99Without from event to update while no release changes, ms; median over the changes, of
 *     the time before each
 * @param p99During the same from the announcement of a release until it is in force everywhere
 * @param ratio median over the changes of the two's ratio
 * @param ratios of each change, oldest first, but for those that a restart touched
 * @param p99Reembedding the same while viewers who watch nothing are brought to it
 * @param longestPause of a subtask during changes, from update to update while an event waited, ms
 * @param longestPauseWithout the same while no release changes
 * @param activationMs median time from an announcement to the release in force everywhere
 * @param reembedded viewers brought to a release without watching, all changes together
 * @param reembeddingMs longest that it took for one change
 * @param epochsBack updates of a subtask under an older epoch than one before, but for what a
 *     restart repeats
 * @param residentStart resident memory of the TaskManagers before the first change, MB
 * @param residentPeak largest, MB
 * @param residentEnd after the last change, MB
 * @param updatesChecked updates that the audit compared
 * @param mismatches of the audit
 * @param largestDifference of a component from the reference's
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
        p99 without / during        %.0f / %.0f ms, ratio %.2f (%.2f to %.2f)
        p99 while re-embedding      %.0f ms (%,d viewers, at most %,d ms)
        longest pause               %d ms during changes, %d ms without
        from announced to in force  %.0f ms
        epochs back                 %d
        resident memory             %,d MB before, at most %,d MB, %,d MB after
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
