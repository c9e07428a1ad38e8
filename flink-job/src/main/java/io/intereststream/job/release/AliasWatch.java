package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the registry's alias at an interval and announces a release when it is another one than
 * the latest. A look that fails is counted and logged; the latest release stays announced.
 */
final class AliasWatch implements SplitEnumerator<AnnouncementSplit, ModelRelease> {
  private static final Logger LOG = LoggerFactory.getLogger(AliasWatch.class);
  private static final int READER = 0;

  private final SplitEnumeratorContext<AnnouncementSplit> context;
  private final AliasResolver resolver;
  private final Duration pollInterval;
  private final Counter failedLooks;
  private ModelRelease latest;

  AliasWatch(
      SplitEnumeratorContext<AnnouncementSplit> context,
      AliasResolver resolver,
      ModelRelease latest,
      Duration pollInterval) {
    this.context = context;
    this.resolver = resolver;
    this.latest = latest;
    this.pollInterval = pollInterval;
    this.failedLooks = context.metricGroup().counter("aliasLooksFailed");
  }

  @Override
  public void start() {
    context.callAsync(resolver::resolve, this::compare, 0, pollInterval.toMillis());
  }

  private void compare(ModelRelease found, Throwable fault) {
    if (fault != null) {
      failedLooks.inc();
      LOG.warn("The registry's alias could not be read; {} stays.", latest.getVersion(), fault);
      return;
    }
    if (found.getManifestSha256().equals(latest.getManifestSha256())
        && found.getLocation().equals(latest.getLocation())) {
      return;
    }
    latest = ModelRelease.newBuilder(found).setEpoch(latest.getEpoch() + 1).build();
    LOG.info("Announcing release {} as epoch {}.", latest.getVersion(), latest.getEpoch());
    announce();
  }

  private void announce() {
    if (context.registeredReaders().containsKey(READER)) {
      context.assignSplit(new AnnouncementSplit(latest), READER);
    }
  }

  @Override
  public void addReader(int subtask) {
    announce();
  }

  @Override
  public ModelRelease snapshotState(long checkpointId) {
    return latest;
  }

  @Override
  public void addSplitsBack(List<AnnouncementSplit> splits, int subtask) {
    // The latest release is announced again when the reader comes up.
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    // The reader asks for nothing.
  }

  @Override
  public void close() {}
}
