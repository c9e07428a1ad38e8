package io.intereststream.job.update;

import io.intereststream.history.HistoryRules;
import io.intereststream.job.config.JobOptions;
import io.intereststream.model.encoder.IncrementalEncoder;
import java.time.Duration;

/**
 * The options that updates depend on.
 *
 * @param rules rules of the histories
 * @param sweptPerSecond maximum number of expired viewers to delete per second
 * @param intervalMs minimum time between two updates of a viewer, in ms; 0 for none
 * @param exactlyOnce whether updates are published in transactions, which may be lost
 * @param batchSize number of histories that are encoded again together, at least 1
 * @param reembedSeenWithin viewers with a change within this time are re-embedded first; zero for
 *     none
 * @param reembedWithin time over which the re-embedding of these viewers is spread
 * @param reembedOthersWithin time over which the re-embedding of all others is spread; zero for no
 *     re-embedding
 * @param alias alias of the active release
 * @param candidateAlias alias of the candidate
 * @param reportsFaults whether this subtask reports, for all, that no release was found for an
 *     alias
 */
record UpdateSettings(
    HistoryRules rules,
    int sweptPerSecond,
    long intervalMs,
    boolean exactlyOnce,
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
   * @param generation when the job's state was created, epoch ms
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
        options.delivery().isExactlyOnce(),
        options.tuning().batchesReencoding() ? IncrementalEncoder.TOGETHER : 1,
        options.release().reembedSeenWithin(),
        options.release().reembedWithin(),
        options.release().reembedOthersWithin(),
        options.release().alias(),
        options.evaluation().candidateAlias(),
        subtask == 0);
  }
}
