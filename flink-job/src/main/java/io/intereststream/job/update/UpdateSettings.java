package io.intereststream.job.update;

import io.intereststream.job.config.JobOptions;
import io.intereststream.model.encoder.IncrementalEncoder;
import java.time.Duration;

/**
 * The options that updates depend on.
 *
 * @param window maximum number of entries of a history
 * @param slack entries that a cut removes beyond the window
 * @param ttlMs time without a change after which a viewer is forgotten, in ms; 0 for never
 * @param intervalMs shortest time between two updates of a viewer, in ms; 0 for none
 * @param batchSize histories that are encoded afresh together, at least 1
 * @param reembedSeenWithin viewers with a change within this time are re-embedded; zero for none
 * @param reembedWithin time over which that is spread
 * @param alias of the active release
 * @param candidateAlias of the release that is evaluated beside it
 * @param reportsFaults whether this subtask reports that an alias leads to no release, for all
 */
record UpdateSettings(
    int window,
    int slack,
    long ttlMs,
    long intervalMs,
    int batchSize,
    Duration reembedSeenWithin,
    Duration reembedWithin,
    String alias,
    String candidateAlias,
    boolean reportsFaults) {

  /** The settings of a subtask. */
  static UpdateSettings of(JobOptions options, int subtask) {
    return new UpdateSettings(
        options.window(),
        options.slack(),
        options.ttl().toMillis(),
        options.publishInterval().toMillis(),
        options.batchesReencoding() ? IncrementalEncoder.TOGETHER : 1,
        options.reembedSeenWithin(),
        options.reembedWithin(),
        options.alias(),
        options.candidateAlias(),
        subtask == 0);
  }
}
