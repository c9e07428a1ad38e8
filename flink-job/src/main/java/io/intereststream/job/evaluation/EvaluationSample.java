package io.intereststream.job.evaluation;

import io.intereststream.history.Signal;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.release.LoadedReleases;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.MathUtils;

/**
 * The sample of a subtask's viewers whose positive events are evaluated, and the releases that are
 * evaluated. Used by the task's thread; {@link OnlineEvaluator} does the work on its own thread.
 */
public final class EvaluationSample implements OnlineEvaluation, AutoCloseable {
  private final double share;
  private final boolean comparesPrevious;
  private final ActiveRelease release;
  private final EventLimit limit;
  private final OnlineEvaluator evaluator;
  private ModelRelease candidate;

  /**
   * Starts with the active release and no candidate.
   *
   * @param background throttles the preparation of a release
   * @param nanoTime the JVM's time source
   */
  public EvaluationSample(
      JobOptions options,
      ActiveRelease release,
      LoadedReleases releases,
      Throttle background,
      MetricGroup metrics,
      LongSupplier nanoTime) {
    this.share = options.evaluation().sample();
    this.comparesPrevious = options.evaluation().rollsBack();
    this.release = release;
    this.limit = new EventLimit(options.evaluation().eventsPerSecond(), nanoTime);
    this.evaluator = new OnlineEvaluator(releases, background, metrics, nanoTime);
    compare();
  }

  @Override
  public boolean includes(Watch watch) {
    if (watch.signal != Signal.POSITIVE || !isSampled(watch.userId)) {
      return false;
    }
    boolean included = limit.take();
    if (!included) {
      evaluator.leaveOut();
    }
    return included;
  }

  @Override
  public void offer(Interests interests, int[] rows, long[] history, long item) {
    evaluator.offer(interests, rows, history, item);
  }

  private boolean isSampled(String userId) {
    return MathUtils.murmurHash(userId.hashCode()) < share * Integer.MAX_VALUE;
  }

  @Override
  public void candidate(ModelRelease announced) {
    candidate = announced;
    compare();
  }

  /**
   * Sets the releases to evaluate: the active one, and the candidate or else the previously active
   * one.
   */
  @Override
  public void compare() {
    ModelRelease active = release.announcement();
    boolean isOther =
        candidate != null && !candidate.getManifestSha256().equals(active.getManifestSha256());
    ModelRelease previous = comparesPrevious ? release.previous() : null;
    evaluator.compare(active, isOther ? candidate : previous, isOther);
  }

  /** Takes the reports since the last call. */
  public List<ReleaseEvent.Builder> takeReports() {
    return evaluator.takeReports();
  }

  @Override
  public void close() {
    evaluator.close();
  }
}
