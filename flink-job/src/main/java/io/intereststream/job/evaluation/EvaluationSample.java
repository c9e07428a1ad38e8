package io.intereststream.job.evaluation;

import io.intereststream.history.Signal;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.model.encoder.Interests;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import java.util.List;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.MathUtils;

/**
 * Those of a subtask's viewers whose positive events are evaluated live, and the releases that this
 * is done with. Used by the task's thread; the work is that of a {@link OnlineEvaluator}.
 */
public final class EvaluationSample implements AutoCloseable {
  private final double share;
  private final boolean comparesFormer;
  private final ActiveRelease release;
  private final OnlineEvaluator evaluator;
  private ModelRelease candidate;

  /** Begins with the release in force and no candidate. */
  public EvaluationSample(
      JobOptions options, ActiveRelease release, ReleaseLoader loader, MetricGroup metrics) {
    this.share = options.liveSample();
    this.comparesFormer = options.rollsBack();
    this.release = release;
    this.evaluator = new OnlineEvaluator(loader, metrics);
    compare();
  }

  /** Whether an event is a positive one of the sample. */
  public boolean includes(Watch watch) {
    return watch.signal == Signal.POSITIVE && isSampled(watch.userId);
  }

  /**
   * Has an event evaluated.
   *
   * @param interests as published before it, at least one; copied
   * @param rows of the history before it in the active release
   * @param history its fingerprints
   * @param item the event's, which is not in the history
   */
  public void offer(Interests interests, int[] rows, long[] history, long item) {
    evaluator.offer(interests, rows, history, item);
  }

  private boolean isSampled(String userId) {
    return MathUtils.murmurHash(userId.hashCode()) < share * Integer.MAX_VALUE;
  }

  /** Takes note of the candidate that was announced. */
  public void candidate(ModelRelease announced) {
    candidate = announced;
    compare();
  }

  /**
   * Names the releases that are evaluated: the one in force, and beside it the candidate, or what
   * was in force before. To be called when another is in force.
   */
  public void compare() {
    ModelRelease inForce = release.announcement();
    boolean isOther =
        candidate != null && !candidate.getManifestSha256().equals(inForce.getManifestSha256());
    ModelRelease former = comparesFormer ? release.before() : null;
    evaluator.compare(inForce, isOther ? candidate : former, isOther);
  }

  /** Takes what is to be reported since the last call. */
  public List<ReleaseEvent.Builder> takeReports() {
    return evaluator.takeReports();
  }

  @Override
  public void close() {
    evaluator.close();
  }
}
