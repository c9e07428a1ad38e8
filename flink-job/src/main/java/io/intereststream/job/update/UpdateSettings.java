package io.intereststream.job.update;

import io.intereststream.history.HistoryRules;
import io.intereststream.job.config.JobOptions;
import io.intereststream.model.encoder.IncrementalEncoder;
import java.time.Duration;

/**
 * The options that updates depend on.
 *
 * @param rules of the histories
 * @param sweptPerSecond largest number of viewers that are forgotten in a second
 * @param intervalMs shortest time between two updates of a viewer, in ms; 0 for none
 * @param batchSize histories that are encoded afresh together, at least 1
 * @param reembedSeenWithin viewers with a change within this time are re-embedded; zero for none
 * @param reembedWithin time over which that is spread
 * @param reembedOthersWithin time over which the re-embedding of all others is spread
 * @param alias of the active release
 * @param candidateAlias of the release that is evaluated beside it
 * @param reportsFaults whether this subtask reports that an alias leads to no release, for all
 */
record UpdateSettings(
    HistoryRules rules,
    int sweptPerSecond,
    long intervalMs,
    int batchSize,
    Duration reembedSeenWithin,
    Duration reembedWithin,
    Duration reembedOthersWithin,
    String alias,
    String candidateAlias,
    boolean reportsFaults) {

  /**
   * The settings of a subtask.
   *
   * @param generation when the job's state was begun, epoch ms
   */
  static UpdateSettings of(JobOptions options, long generation, int subtask) {
    return new UpdateSettings(
        new HistoryRules(
            options.history().window(),
            options.history().slack(),
            options.history().ttl().toMillis(),
            options.history().erasureMarker().toMillis(),
            generation),
        options.history().sweptPerSecond(),
        options.delivery().publishInterval().toMillis(),
        options.tuning().batchesReencoding() ? IncrementalEncoder.TOGETHER : 1,
        options.release().reembedSeenWithin(),
        options.release().reembedWithin(),
        options.release().reembedOthersWithin(),
        options.release().alias(),
        options.evaluation().candidateAlias(),
        subtask == 0);
  }
}
