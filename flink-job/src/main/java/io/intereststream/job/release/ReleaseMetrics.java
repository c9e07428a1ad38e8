package io.intereststream.job.release;

/** Names of the metrics about releases. */
public final class ReleaseMetrics {
  /** Gauge of a subtask: epoch of its active release. */
  public static final String EPOCH = "releaseEpoch";

  /** Counter of a subtask: activations. */
  public static final String ACTIVATED = "releasesActivated";

  /** Counter of a subtask: rejections, one for each reason. */
  public static final String REJECTED = "releasesRejected";

  /** Counter of the release source: polls of an alias that found no release to announce. */
  public static final String FAILED_POLLS = "aliasPollsFailed";

  /**
   * Gauge of the job: ms for which subtasks have had different active releases; 0 if they agree.
   */
  public static final String DIVERGENCE = "releaseDivergenceMs";

  /** Counter of a subtask: evaluations that failed. */
  public static final String FAILED_EVALUATIONS = "failed";

  private ReleaseMetrics() {}
}
