package io.intereststream.job.release;

import io.intereststream.job.metric.JobMetric;
import io.intereststream.schema.ModelRelease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the registry's aliases. Announces the production release if it differs from the last
 * announced one, or if the log has a higher epoch. Announces the candidate if it differs. A failed
 * poll is counted and logged, and the last announcement stays valid. No new epoch is assigned until
 * the log of announcements has been read once.
 */
final class AliasWatch implements SplitEnumerator<AnnouncementSplit, Announced> {
  private static final Logger LOG = LoggerFactory.getLogger(AliasWatch.class);
  private static final int READER = 0;

  private final SplitEnumeratorContext<AnnouncementSplit> context;
  private final AliasResolver production;
  private final AliasResolver candidates;

  /** Used only by the polling thread. */
  private final ReleaseEpochs epochs;

  private final Duration pollInterval;
  private final Counter failedPolls;
  private Announced latest;

  /** The last fault of each alias, announced once; null when the last poll succeeded. */
  private String fault;

  private String candidateFault;

  AliasWatch(
      SplitEnumeratorContext<AnnouncementSplit> context,
      AliasResolver production,
      AliasResolver candidates,
      Announced latest,
      ReleaseEpochs epochs,
      Duration pollInterval) {
    this.context = context;
    this.production = production;
    this.candidates = candidates;
    this.latest = latest;
    this.epochs = epochs;
    this.pollInterval = pollInterval;
    this.failedPolls = JobMetric.ALIAS_POLLS_FAILED.counter(context.metricGroup());
  }

  @Override
  public void start() {
    context.callAsync(
        () -> epochs.next(production.resolve()), this::compare, 0, pollInterval.toMillis());
    context.callAsync(
        candidates::resolveIfPresent, this::compareCandidate, 0, pollInterval.toMillis());
  }

  private void compare(ModelRelease announced, Throwable failure) {
    fault = reportFault(false, failure, fault);
    if (failure != null) {
      return;
    }
    if (!announced.equals(latest.production())) {
      latest = latest.withProduction(announced);
      LOG.info("Announcing {}.", Announcement.production(latest.production()).id());
      announce(Announcement.production(latest.production()));
    }
  }

  private void compareCandidate(Optional<ModelRelease> found, Throwable failure) {
    candidateFault = reportFault(true, failure, candidateFault);
    if (failure != null) {
      return;
    }
    Announced next = latest.withCandidate(found.orElse(null));
    if (next != latest) {
      latest = next;
      LOG.info("Announcing {}.", Announcement.candidate(latest.candidate()).id());
      announce(Announcement.candidate(latest.candidate()));
    }
  }

  /**
   * Announces a failure if it differs from the last one.
   *
   * @return what failed, or null
   */
  private String reportFault(boolean ofCandidate, Throwable failure, String last) {
    if (failure == null) {
      return null;
    }
    if (ExceptionUtils.findThrowable(failure, AliasWatch::isInterruption).isPresent()) {
      // The job ends.
      return last;
    }
    failedPolls.inc();
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.toString() : message;
    if (!text.equals(last)) {
      LOG.warn(
          "Polling the alias of the {} failed, so no new one is announced; the last one stays.",
          ofCandidate ? "candidate" : "production release",
          failure);
      announce(Announcement.fault(ofCandidate, text));
    }
    return text;
  }

  private static boolean isInterruption(Throwable cause) {
    return cause instanceof InterruptException || cause instanceof InterruptedException;
  }

  private void announce(Announcement announcement) {
    if (context.registeredReaders().containsKey(READER)) {
      context.assignSplit(new AnnouncementSplit(announcement), READER);
    }
  }

  @Override
  public void addReader(int subtask) {
    announce(Announcement.production(latest.production()));
    announce(Announcement.candidate(latest.candidate()));
    // Otherwise a fault found while there was no reader would never be reported.
    if (fault != null) {
      announce(Announcement.fault(false, fault));
    }
    if (candidateFault != null) {
      announce(Announcement.fault(true, candidateFault));
    }
  }

  @Override
  public Announced snapshotState(long checkpointId) {
    return latest;
  }

  @Override
  public void addSplitsBack(List<AnnouncementSplit> splits, int subtask) {
    // The latest releases are announced again when the reader registers.
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    // The reader asks for nothing.
  }

  @Override
  public void close() {}
}
