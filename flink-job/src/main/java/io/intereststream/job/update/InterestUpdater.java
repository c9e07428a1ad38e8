package io.intereststream.job.update;

import io.intereststream.history.ViewerHistory;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.evaluation.EvaluationSample;
import io.intereststream.job.evaluation.OnlineEvaluation;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.metric.JobMetric;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.PatientCodec;
import io.intereststream.job.publish.UpdateWriter;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.release.FirstRelease;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.job.tuning.CpuThrottle;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.OutputTag;

/**
 * The Flink operator around {@link ViewerProcessor}, which handles events, and {@link
 * ReleaseRollout}, which handles releases. Input 1, keyed: watches; input 2, broadcast:
 * announcements of the release source and of the lifecycle source. This class only handles the life
 * cycle: it gives state, timers and outputs to those two as ports, and stores the active release in
 * every checkpoint. A restored subtask loads that release before the first event.
 *
 * <p>This is an operator and not a function, because work between events needs timers without a
 * key.
 */
public final class InterestUpdater extends AbstractStreamOperator<OutputRecord>
    implements TwoInputStreamOperator<Watch, Announcement, OutputRecord> {
  /** Events about releases. */
  public static final OutputTag<ReleaseEvent> RELEASE_EVENTS =
      new OutputTag<>("release-events", new AvroTypeInfo<>(ReleaseEvent.class));

  private static final ListStateDescriptor<ModelRelease> ACTIVE =
      new ListStateDescriptor<>("active-release", new AvroTypeInfo<>(ModelRelease.class));

  private static final ListStateDescriptor<StateStart> START =
      new ListStateDescriptor<>("state-start", TypeInformation.of(StateStart.class));

  /** Time between two reports of online evaluation. */
  private static final long REPORT_MS = 5000;

  private static final long serialVersionUID = 1L;

  private final JobOptions options;
  private final EncoderProvider encoders;
  private final JobBeginning beginning;

  private transient ListState<ModelRelease> checkpointed;
  private transient ListState<StateStart> checkpointedStart;
  private transient boolean restored;
  private transient ActiveRelease release;
  private transient RecordOutbox outbox;
  private transient ViewerProcessor viewers;
  private transient ReleaseRollout rollout;
  private transient BackgroundTick tick;
  private transient Sweep sweep;
  private transient long generation;

  /** Null if no viewer is sampled. */
  private transient EvaluationSample evaluation;

  /**
   * @param encoders makes the encoders of releases
   */
  public InterestUpdater(JobOptions options, EncoderProvider encoders, JobBeginning beginning) {
    this.options = options;
    this.encoders = encoders;
    this.beginning = beginning;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    // Union: each subtask sees the active releases of all subtasks.
    checkpointed = context.getOperatorStateStore().getUnionListState(ACTIVE);
    checkpointedStart = context.getOperatorStateStore().getUnionListState(START);
    restored = context.isRestored();
  }

  @Override
  public void open() throws Exception {
    super.open();
    int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    StateStart began = StateStart.of(beginning.state(), checkpointedStart.get());
    UpdateSettings settings = UpdateSettings.of(options, began.generation, subtask);
    FlinkClock clock = new FlinkClock(getProcessingTimeService());
    FlinkUpdateMetrics metrics = new FlinkUpdateMetrics(getMetricGroup());
    FlinkViewers state =
        new FlinkViewers(this, userId -> viewers.onPendingTimer(userId), this::onTick);
    outbox =
        new RecordOutbox(
            new UpdateWriter(
                PatientCodec.of(
                    InterestUpdate.class,
                    options.topics().interestUpdates(),
                    options,
                    getMetricGroup()),
                options.topics().watchEvents(),
                options.delivery().vectorFormat()),
            subtask,
            this::collect,
            this::collect,
            clock);
    Throttle background =
        options.tuning().throttlesCpu() ? new CpuThrottle(System::nanoTime) : Throttle.NONE;
    ReleaseLoader loader =
        FlinkReleases.loader(options, encoders, background, getContainingTask().getEnvironment());
    release =
        new ActiveRelease(
            loader,
            FlinkReleases.load(
                FirstRelease.of(options, loader, beginning.log()),
                FirstRelease.newest(beginning.release(), checkpointed.get())),
            options.release().leadTime(),
            event -> {
              metrics.count(event.getKind());
              outbox.report(event);
            },
            System::nanoTime);
    if (options.evaluation().sample() > 0) {
      evaluation =
          new EvaluationSample(
              options, release, loader, background, getMetricGroup(), System::nanoTime);
      reportEvaluation();
    }
    OnlineEvaluation sample = evaluation == null ? OnlineEvaluation.NONE : evaluation;
    tick = new BackgroundTick(state, clock);
    viewers =
        new ViewerProcessor(
            settings,
            () -> new ViewerHistory(settings.rules()),
            release,
            state,
            state,
            outbox,
            sample,
            metrics,
            tick,
            clock,
            began.rebuilding);
    rollout =
        new ReleaseRollout(
            settings, release, viewers, state, sample, outbox, tick, clock, System::nanoTime);
    sweep = new Sweep(settings, viewers, state, tick, clock, System::nanoTime);
    generation = began.generation;
    JobMetric.RELEASE_EPOCH.gauge(getMetricGroup(), release::epoch);
    JobMetric.REEMBEDDING_PROGRESS.gauge(getMetricGroup(), rollout::progress);
    if (options.tuning().warmsUpJit()) {
      FlinkWarmup.run(outbox, release, RELEASE_EVENTS.getTypeInfo(), getExecutionConfig());
    }
    if (restored) {
      rollout.onRestore();
    } else {
      beginning.erasures().read((erasure, time) -> eraseOwn(state, erasure, time));
    }
    // Reported when the task runs, not while it opens.
    getProcessingTimeService().registerTimer(clock.millis(), time -> release.reportStart());
  }

  private void eraseOwn(FlinkViewers state, Watch erasure, long timestamp) throws IOException {
    if (state.owns(erasure.userId)) {
      viewers.process(erasure, timestamp);
    }
  }

  private void collect(OutputRecord record, long timestamp) {
    output.collect(new StreamRecord<>(record, timestamp));
  }

  private void collect(ReleaseEvent event) {
    output.collect(RELEASE_EVENTS, new StreamRecord<>(event, event.getAt().toEpochMilli()));
  }

  private void reportEvaluation() {
    evaluation.takeReports().forEach(outbox::report);
    long next = getProcessingTimeService().getCurrentProcessingTime() + REPORT_MS;
    getProcessingTimeService().registerTimer(next, time -> reportEvaluation());
  }

  @Override
  public void processElement1(StreamRecord<Watch> element) throws Exception {
    viewers.process(element.getValue(), element.getTimestamp());
  }

  @Override
  public void processElement2(StreamRecord<Announcement> element) throws Exception {
    if (element.getValue().caughtUp) {
      rollout.onCaughtUp();
      sweep.start();
    } else {
      rollout.onAnnouncement(element.getValue());
    }
  }

  private void onTick() throws IOException {
    tick.fired();
    rollout.onTick();
    sweep.onTick();
  }

  /**
   * The watermark is Kafka time, see {@link Sweep}; it is not forwarded, as no operator needs it.
   */
  @Override
  public void processWatermark1(Watermark mark) {
    sweep.onKafkaTime(mark.getTimestamp());
  }

  @Override
  public void processWatermark2(Watermark mark) {
    // Announcements have no time.
  }

  /** Flushes the batch, so that no viewer waits in it during a checkpoint. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    viewers.flush();
  }

  @Override
  public void finish() throws Exception {
    viewers.flush();
    super.finish();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    checkpointed.update(List.of(release.announcement()));
    checkpointedStart.update(List.of(new StateStart(generation, viewers.isRebuilding())));
  }

  @Override
  public void close() throws Exception {
    IOUtils.closeAll(rollout, sweep, evaluation, release);
    super.close();
  }
}
