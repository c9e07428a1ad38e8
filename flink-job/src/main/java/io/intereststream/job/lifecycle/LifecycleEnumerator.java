package io.intereststream.job.lifecycle;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.metric.JobMetric;
import java.time.InstantSource;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link Lifecycle} and {@link CheckpointWatch} on the JobManager: it calls their steps on a
 * worker thread, stores the settings and the holder in checkpoints, and ends the job without
 * restarts if it must not run.
 */
final class LifecycleEnumerator implements SplitEnumerator<NoSplit, LifecycleState> {
  private static final Logger LOG = LoggerFactory.getLogger(LifecycleEnumerator.class);
  private static final long STEP_MS = 1_000;
  private static final int READER = 0;

  private final SplitEnumeratorContext<NoSplit> context;
  private final LifecycleState state;
  private final List<StateSettings.Change> changes;
  private final boolean acceptsChanges;
  private final Lifecycle lifecycle;
  private final CheckpointWatch checkpoints;

  /** Number of the latest reader, and of the one that was notified. */
  private volatile int reader;

  private volatile int told;

  /** Whether the job was ended. */
  private boolean ended;

  /**
   * @param checkpoint state from which the job resumes; null without a checkpoint
   */
  LifecycleEnumerator(
      SplitEnumeratorContext<NoSplit> context,
      JobStart start,
      LifecycleState checkpoint,
      LifecycleTopics.Connector connector,
      InstantSource clock,
      String host) {
    this.context = context;
    this.acceptsChanges = start.acceptsChanges();
    this.changes =
        checkpoint == null ? List.of() : start.settings().changesSince(checkpoint.settings());
    this.state =
        new LifecycleState(
            checkpoint == null ? start.holder() : checkpoint.holder(),
            checkpoint == null ? start.generation() : checkpoint.generation(),
            start.settings());
    this.lifecycle =
        new Lifecycle(start, state, checkpoint != null, changes, connector, clock, host);
    MetricGroup metrics = context.metricGroup();
    this.checkpoints =
        new CheckpointWatch(
            start.checkpoints(),
            metrics.getAllVariables().get("<job_id>"),
            start.checkpointAlertAge(),
            clock);
    JobMetric.OTHER_JOBS.gauge(metrics, lifecycle::others);
    JobMetric.CAUGHT_UP.gauge(metrics, () -> reader > 0 && told == reader ? 1 : 0);
    JobMetric.CHECKPOINT_AGE.gauge(metrics, checkpoints::ageMs);
    JobMetric.CHECKPOINT_FILES_MISSING.gauge(metrics, checkpoints::missingFiles);
  }

  @Override
  public void start() {
    if (!changes.isEmpty() && !(acceptsChanges && StateSettings.canBeAccepted(changes))) {
      throw end(InterestStreamException.usage(StateSettings.refusal(changes)));
    }
    context.callAsync(lifecycle::step, this::onStep, 0, STEP_MS);
    context.callAsync(
        () -> {
          checkpoints.step();
          return true;
        },
        (done, fault) -> logged(fault),
        STEP_MS,
        CheckpointWatch.STEP_MS);
  }

  private void onStep(Lifecycle.Report report, Throwable fault) {
    if (logged(fault) || ended) {
      return;
    }
    if (report.refusal() != null) {
      throw end(report.refusal());
    }
    if (reader > 0 && report.caughtUpReader() == reader && told != reader) {
      told = reader;
      context.sendEventToSourceReader(READER, new CaughtUpEvent());
    }
  }

  private static boolean logged(Throwable fault) {
    if (fault != null) {
      LOG.error("A lifecycle step of the job failed.", fault);
    }
    return fault != null;
  }

  /** Makes an exception that ends the job without a restart. */
  private SuppressRestartsException end(InterestStreamException reason) {
    ended = true;
    SuppressRestartsException end = new SuppressRestartsException(reason);
    // Flink logs the exception; it is not a bug, so a stack trace would only distract.
    reason.setStackTrace(new StackTraceElement[0]);
    end.setStackTrace(new StackTraceElement[0]);
    return end;
  }

  @Override
  public void addReader(int subtask) {
    reader = lifecycle.readerBegins();
    // Immediately, not at the next step: no vectors are published before the end of the rebuild,
    // and on new topics the rebuild ends at once.
    onStep(lifecycle.step(), null);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    lifecycle.checkpointCompleted();
    checkpoints.completed(checkpointId);
  }

  @Override
  public LifecycleState snapshotState(long checkpointId) {
    return state;
  }

  @Override
  public void addSplitsBack(List<NoSplit> splits, int subtask) {
    // There are none.
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    // The reader asks for nothing.
  }

  @Override
  public void close() {
    lifecycle.close();
  }
}
