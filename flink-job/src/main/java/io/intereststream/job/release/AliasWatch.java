package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the registry's aliases at an interval and announces the release that is to be in force
 * when it is another one than the latest, and the candidate likewise. A look that fails is counted
 * and logged; what was announced stays.
 */
final class AliasWatch implements SplitEnumerator<AnnouncementSplit, Announced> {
  private static final Logger LOG = LoggerFactory.getLogger(AliasWatch.class);
  private static final int READER = 0;

  private final SplitEnumeratorContext<AnnouncementSplit> context;
  private final AliasResolver production;
  private final AliasResolver candidates;
  private final Duration pollInterval;
  private final Counter failedLooks;
  private ModelRelease inForce;
  private ModelRelease candidate;

  /** The last fault of each alias, announced once; null when the last look was well. */
  private String fault;

  private String candidateFault;

  AliasWatch(
      SplitEnumeratorContext<AnnouncementSplit> context,
      AliasResolver production,
      AliasResolver candidates,
      Announced latest,
      Duration pollInterval) {
    this.context = context;
    this.production = production;
    this.candidates = candidates;
    this.inForce = latest.inForce();
    this.candidate = latest.candidate();
    this.pollInterval = pollInterval;
    this.failedLooks = context.metricGroup().counter("aliasLooksFailed");
  }

  @Override
  public void start() {
    context.callAsync(production::resolve, this::compare, 0, pollInterval.toMillis());
    context.callAsync(
        candidates::resolveIfThere, this::compareCandidate, 0, pollInterval.toMillis());
  }

  private void compare(ModelRelease found, Throwable failure) {
    fault = tell(false, failure, fault);
    if (failure == null && !isSame(found, inForce)) {
      inForce = following(found, inForce);
      LOG.info("Announcing release {} as epoch {}.", inForce.getVersion(), inForce.getEpoch());
      announce(Announcement.inForce(inForce));
    }
  }

  private void compareCandidate(Optional<ModelRelease> found, Throwable failure) {
    candidateFault = tell(true, failure, candidateFault);
    if (failure != null) {
      return;
    }
    if (found.isEmpty() ? candidate != null : !isSame(found.get(), candidate)) {
      candidate = found.map(release -> following(release, candidate)).orElse(null);
      LOG.info("Announcing candidate {}.", candidate == null ? "none" : candidate.getVersion());
      announce(Announcement.candidate(candidate));
    }
  }

  /**
   * Announces a failure that is another one than the last.
   *
   * @return what failed, or null
   */
  private String tell(boolean ofCandidate, Throwable failure, String last) {
    if (failure == null) {
      return null;
    }
    failedLooks.inc();
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.toString() : message;
    if (!text.equals(last)) {
      LOG.warn("The registry's alias leads to no release; what it was stays.", failure);
      announce(Announcement.fault(ofCandidate, text));
    }
    return text;
  }

  private static boolean isSame(ModelRelease found, ModelRelease latest) {
    return latest != null
        && Objects.equals(found.getManifestSha256(), latest.getManifestSha256())
        && Objects.equals(found.getLocation(), latest.getLocation());
  }

  private static ModelRelease following(ModelRelease found, ModelRelease latest) {
    long epoch = latest == null ? 1 : latest.getEpoch() + 1;
    return ModelRelease.newBuilder(found).setEpoch(epoch).build();
  }

  private void announce(Announcement announcement) {
    if (context.registeredReaders().containsKey(READER)) {
      context.assignSplit(new AnnouncementSplit(announcement), READER);
    }
  }

  @Override
  public void addReader(int subtask) {
    announce(Announcement.inForce(inForce));
    announce(Announcement.candidate(candidate));
    // What was found while there was no reader would never be reported otherwise.
    if (fault != null) {
      announce(Announcement.fault(false, fault));
    }
    if (candidateFault != null) {
      announce(Announcement.fault(true, candidateFault));
    }
  }

  @Override
  public Announced snapshotState(long checkpointId) {
    return new Announced(inForce, candidate);
  }

  @Override
  public void addSplitsBack(List<AnnouncementSplit> splits, int subtask) {
    // The latest releases are announced again when the reader comes up.
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    // The reader asks for nothing.
  }

  @Override
  public void close() {}
}
