package io.intereststream.job.encode;

import io.intereststream.history.Signal;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.history.ViewerState;
import io.intereststream.job.history.Watch;
import io.intereststream.job.live.LiveEvaluator;
import io.intereststream.job.release.ReleaseInForce;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.model.encoder.Interests;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import java.util.List;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.MathUtils;

/**
 * Those of a subtask's viewers whose positive events are evaluated live, and the releases that this
 * is done with. Used by the task's thread; the work is that of a {@link LiveEvaluator}.
 */
final class LiveSample implements AutoCloseable {
  private final double share;
  private final boolean comparesFormer;
  private final ReleaseInForce release;
  private final LiveEvaluator evaluator;
  private ModelRelease candidate;

  /** Begins with the release in force and no candidate. */
  LiveSample(
      JobOptions options, ReleaseInForce release, ReleaseLoader loader, MetricGroup metrics) {
    this.share = options.liveSample();
    this.comparesFormer = options.rollsBack();
    this.release = release;
    this.evaluator = new LiveEvaluator(loader, metrics);
    compare();
  }

  /**
   * Has an event evaluated where it is a positive one of the sample, its item is new to the viewer,
   * and the viewer has interests under the release in force.
   *
   * @param viewer as before the event
   */
  void offer(Watch watch, ViewerState viewer, ViewerEncoder encoder) {
    if (watch.signal != Signal.POSITIVE
        || !isSampled(watch.userId)
        || !encoder.isUpToDate(viewer)
        || viewer.history().contains(watch.item)) {
      return;
    }
    Interests before = encoder.interests(viewer);
    if (before.count() > 0) {
      int[] rows = encoder.knownRows(viewer.history());
      evaluator.offer(before, rows, viewer.history().items(), watch.item);
    }
  }

  private boolean isSampled(String userId) {
    return MathUtils.murmurHash(userId.hashCode()) < share * Integer.MAX_VALUE;
  }

  /** Takes note of the candidate that was announced. */
  void candidate(ModelRelease announced) {
    candidate = announced;
    compare();
  }

  /**
   * Names the releases that are evaluated: the one in force, and beside it the candidate, or what
   * was in force before. To be called when another is in force.
   */
  void compare() {
    ModelRelease inForce = release.announcement();
    boolean isOther =
        candidate != null && !candidate.getManifestSha256().equals(inForce.getManifestSha256());
    ModelRelease former = comparesFormer ? release.before() : null;
    evaluator.compare(inForce, isOther ? candidate : former, isOther);
  }

  /** Takes what is to be reported since the last call. */
  List<ReleaseEvent.Builder> takeReports() {
    return evaluator.takeReports();
  }

  @Override
  public void close() {
    evaluator.close();
  }
}
