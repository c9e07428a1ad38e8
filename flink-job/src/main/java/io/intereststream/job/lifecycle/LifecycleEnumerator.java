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
 * The Flink shell of {@link Lifecycle} and {@link CheckpointWatch} on the JobManager: it has them
 * take their steps beside the work, keeps the settings and the holder in checkpoints, and ends the
 * job, without restarts, where it must not run.
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

  /** The latest reader, and the one that was told. */
  private volatile int reader;

  private volatile int told;

  /** Whether the job was told to end. */
  private boolean ended;

  /**
   * @param checkpoint what the job is resumed from; null where it starts over
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
    String holder = checkpoint == null ? start.holder() : checkpoint.holder();
    this.state = new LifecycleState(holder, start.settings());
    this.lifecycle =
        new Lifecycle(start, holder, checkpoint != null, changes, connector, clock, host);
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
    if (!changes.isEmpty() && !acceptsChanges) {
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
      LOG.error("A step of the life of the job failed.", fault);
    }
    return fault != null;
  }

  /** An exception that ends the job and is not answered by a restart. */
  private SuppressRestartsException end(InterestStreamException reason) {
    ended = true;
    SuppressRestartsException end = new SuppressRestartsException(reason);
    // Flink logs it. It is no bug whose place one must find.
    reason.setStackTrace(new StackTraceElement[0]);
    end.setStackTrace(new StackTraceElement[0]);
    return end;
  }

  @Override
  public void addReader(int subtask) {
    reader = lifecycle.readerBegins();
    // Here, before the first checkpoint: nothing is published until a rebuild has ended, and the
    // rebuild of a new topic has ended when the job is seen to run.
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
