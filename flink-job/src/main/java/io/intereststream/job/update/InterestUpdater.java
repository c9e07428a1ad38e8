package io.intereststream.job.update;

import io.intereststream.history.HistoryChange;
import io.intereststream.history.Signal;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.evaluation.EvaluationSample;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.job.publish.UpdateWriter;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.job.tuning.JitWarmup;
import io.intereststream.job.tuning.ReencodeBatch;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Cause;
import io.intereststream.schema.EventOrigin;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Keeps each viewer's history and brings the viewer's interests up to date with every event that
 * changes it. Input 1, keyed: watches; input 2, broadcast: announcements of releases.
 *
 * <p>Per viewer one value of bytes ({@link ViewerState}) is read and written. A viewer whose
 * history did not change for the time to live is forgotten and erased downstream: one
 * processing-time timer per viewer, moved on when it fires too early, not with every event. The
 * release in force is part of every checkpoint, and a restored subtask has it loaded before the
 * first event.
 *
 * <p>An operator and not a function, because work between events needs timers without a key: the
 * takeover of a release where nothing is watched, and {@link Reembedding}.
 */
public final class InterestUpdater extends AbstractStreamOperator<OutputRecord>
    implements TwoInputStreamOperator<Watch, Announcement, OutputRecord> {
  /** What became of releases: records of the release-events topic. */
  public static final OutputTag<OutputRecord> RELEASE_EVENTS =
      new OutputTag<>("release-events", OutputRecord.TYPE);

  private static final ListStateDescriptor<ModelRelease> IN_FORCE =
      new ListStateDescriptor<>("release-in-force", new AvroTypeInfo<>(ModelRelease.class));
  static final ValueStateDescriptor<byte[]> VIEWER =
      new ValueStateDescriptor<>("viewer", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  /** Time between two looks at what is to be done between events, while there is something. */
  private static final long TICK_MS = 10;

  /** Time between two reports of live figures. */
  private static final long REPORT_MS = 5000;

  private static final long serialVersionUID = 1L;

  private final JobOptions options;
  private final ModelRelease initial;
  private final EncoderProvider encoders;
  private final long ttlMs;
  private final long intervalMs;

  private transient ListState<ModelRelease> checkpointed;
  private transient boolean restored;
  private transient ValueState<byte[]> viewers;
  private transient InternalTimerService<VoidNamespace> lifeTimers;
  private transient InternalTimerService<VoidNamespace> publishTimers;
  private transient ReencodeBatch<QueuedViewer> batch;
  private transient ActiveRelease release;
  private transient ViewerEncoder encoder;
  private transient Reembedding reembedding;

  /** Null where no viewer is sampled. */
  private transient EvaluationSample live;

  private transient boolean ticking;
  private transient UpdateWriter writer;
  private transient ReleaseEventWriter events;
  private transient UpdaterMetrics metrics;

  /**
   * @param initial the release of a job without a checkpoint
   */
  public InterestUpdater(JobOptions options, ModelRelease initial, EncoderProvider encoders) {
    this.options = options;
    this.initial = initial;
    this.encoders = encoders;
    this.ttlMs = options.ttl().toMillis();
    this.intervalMs = options.publishInterval().toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    // Union: whatever subtask a viewer comes from, none goes back to an older release.
    checkpointed = context.getOperatorStateStore().getUnionListState(IN_FORCE);
    restored = context.isRestored();
  }

  @Override
  public void open() throws Exception {
    super.open();
    viewers = getRuntimeContext().getState(VIEWER);
    lifeTimers = timers("user-timers", this::endLife);
    publishTimers = timers("publish-timers", this::publishHeldBack);
    batch =
        new ReencodeBatch<>(
            IncrementalEncoder.TOGETHER, () -> new QueuedViewer(options.window(), options.slack()));
    writer =
        new UpdateWriter(
            options.codecs().create(InterestUpdate.class, options.interestUpdates()),
            options.watchEvents());
    events =
        new ReleaseEventWriter(
            options.codecs().create(ReleaseEvent.class, options.releaseEvents()),
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    metrics =
        new UpdaterMetrics(
            getMetricGroup(), () -> reembedding == null ? 1 : reembedding.progress());
    ModelRelease first = initial;
    for (ModelRelease inForce : checkpointed.get()) {
      first = inForce.getEpoch() >= first.getEpoch() ? inForce : first;
    }
    ReleaseLoader loader = new ReleaseLoader(encoders, options.itemTables());
    release = new ActiveRelease(loader, first, getMetricGroup(), this::report);
    encoder = new ViewerEncoder(release.loaded());
    warmUp();
    if (options.liveSample() > 0) {
      live = new EvaluationSample(options, release, loader, getMetricGroup());
      reportLive();
    }
    if (restored) {
      reembed();
    }
  }

  private interface Timer {
    void fire(String userId, long time) throws Exception;
  }

  private InternalTimerService<VoidNamespace> timers(String name, Timer timer) {
    return getInternalTimerService(
        name,
        VoidNamespaceSerializer.INSTANCE,
        new Triggerable<String, VoidNamespace>() {
          @Override
          public void onProcessingTime(InternalTimer<String, VoidNamespace> fired)
              throws Exception {
            timer.fire(fired.getKey(), fired.getTimestamp());
          }

          @Override
          public void onEventTime(InternalTimer<String, VoidNamespace> fired) {
            throw new AssertionError("no timer in event time is ever set");
          }
        });
  }

  @Override
  public void processElement1(StreamRecord<Watch> element) throws Exception {
    Watch watch = element.getValue();
    ViewerState viewer = read(watch.userId);
    if (live != null) {
      evaluate(watch, viewer);
    }
    HistoryChange change = viewer.history().apply(watch.signal, watch.item, watch.eventTime);
    metrics.count(change);
    if (!change.changedHistory()) {
      return;
    }
    if (!viewer.hasExpiryTimer() && ttlMs > 0) {
      lifeTimers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, now() + ttlMs);
      viewer.setExpiryTimer();
    }
    if (encoder.isUpToDate(viewer)) {
      encoder.follow(viewer, change, watch.item);
      publishOrHold(watch.userId, viewer, watch, element.getTimestamp());
    } else {
      enqueue(watch.userId, watch, element.getTimestamp());
    }
  }

  /**
   * Has an event evaluated where it is a positive one of the sample, its item is new to the viewer,
   * and the viewer has interests under the active release.
   *
   * @param viewer as before the event
   */
  private void evaluate(Watch watch, ViewerState viewer) {
    if (live.includes(watch)
        && encoder.isUpToDate(viewer)
        && !viewer.history().contains(watch.item)) {
      Interests before = encoder.interests(viewer);
      if (before.count() > 0) {
        int[] rows = encoder.knownRows(viewer.history());
        live.offer(before, rows, viewer.history().items(), watch.item);
      }
    }
  }

  /** Reads the state of the viewer whose key is set, who does not wait any longer if so far. */
  private ViewerState read(String userId) throws Exception {
    if (batch.contains(userId)) {
      encodeWaiting();
      setCurrentKey(userId);
    }
    ViewerState viewer = batch.next().state;
    viewer.read(viewers.value());
    return viewer;
  }

  /** Has the viewer whose state was read wait for others who are not of the release in force. */
  private void enqueue(String userId, Watch cause, long timestamp) throws Exception {
    QueuedViewer queued = batch.next();
    queued.cause = cause;
    queued.timestamp = timestamp;
    batch.enqueue(userId);
    if (batch.isFull()) {
      encodeWaiting();
    } else {
      tick();
    }
  }

  /** Brings those who wait to the release in force. Leaves any key set. */
  private void encodeWaiting() throws Exception {
    if (!batch.isEmpty()) {
      encoder.encodeAfresh(batch.entries());
      batch.drain(
          (userId, queued) -> {
            setCurrentKey(userId);
            if (queued.cause != null) {
              publishOrHold(userId, queued.state, queued.cause, queued.timestamp);
              queued.cause = null;
            } else {
              republish(userId, queued.state);
            }
          });
    }
  }

  /**
   * Publishes and stores a viewer who is up to date, or has the update held back.
   *
   * @param cause the event that the history took in
   * @param timestamp of its record
   */
  private void publishOrHold(String userId, ViewerState viewer, Watch cause, long timestamp)
      throws Exception {
    long now = now();
    long due = viewer.changedAt() + intervalMs;
    viewer.countChange(now);
    if (viewer.pending() != null || now < due) {
      if (viewer.pending() == null) {
        publishTimers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, due);
      }
      viewer.setPending(new PendingUpdate(cause, timestamp));
      metrics.countHeldBack();
    } else {
      write(userId, viewer, cause, timestamp, now);
    }
    store(viewer);
    metrics.measureLatency(now - timestamp);
  }

  /** Publishes what was held back of a viewer who is up to date, or else for another release. */
  private void republish(String userId, ViewerState viewer) throws Exception {
    long now = now();
    PendingUpdate held = viewer.pending();
    if (held != null) {
      viewer.clearPending(now);
      write(userId, viewer, held.watch(), held.timestamp(), now);
    } else {
      write(userId, viewer, null, now, now);
    }
    store(viewer);
  }

  /**
   * Publishes the viewer's interests as they are now.
   *
   * @param cause the event that changed them; null for another release
   * @param timestamp of its record
   */
  private void write(String userId, ViewerState viewer, Watch cause, long timestamp, long now) {
    OutputRecord update =
        writer.update(
            userId,
            viewer.sequence(),
            viewer.history().size(),
            encoder.interests(viewer),
            release.loaded().release(),
            release.announcement().getEpoch(),
            cause(cause),
            origin(cause),
            now);
    output.collect(new StreamRecord<>(update, timestamp));
  }

  private static Cause cause(Watch watch) {
    if (watch == null) {
      return Cause.RELEASE;
    }
    return watch.signal == Signal.NEGATIVE ? Cause.HIDE : Cause.WATCH;
  }

  private EventOrigin origin(Watch watch) {
    return watch == null
        ? null
        : writer.origin(watch.eventId, watch.partition, watch.offset, watch.eventTime);
  }

  /** Writes for nobody, before the first event, all that only a change of release writes. */
  private void warmUp() {
    Release loaded = release.loaded().release();
    Watch watch = new Watch();
    watch.eventId = "none";
    watch.signal = Signal.POSITIVE;
    Interests interests = new Interests(loaded.interests(), loaded.dimension());
    interests.count(loaded.interests());
    ModelRelease about =
        ModelRelease.newBuilder()
            .setVersion(loaded.version())
            .setEpoch(0)
            .setLocation("none")
            .setManifestSha256(loaded.manifestSha256())
            .build();
    JitWarmup.run(
        i -> {
          Watch caused = i % 2 == 0 ? watch : null;
          writer.update("nobody", 0, 0, interests, loaded, 0, cause(caused), origin(caused), 0);
          events.write(
              ReleaseEventWriter.about(about, ReleaseEventKind.ACTIVATED).setReplaces("none"), 0);
        });
  }

  private void store(ViewerState viewer) throws Exception {
    encoder.trim(viewer);
    byte[] bytes = viewer.write();
    viewers.update(bytes);
    metrics.measureState(bytes.length);
  }

  private void publishHeldBack(String userId, long time) throws Exception {
    ViewerState viewer = read(userId);
    if (viewer.pending() == null) {
      return;
    }
    if (encoder.isUpToDate(viewer)) {
      republish(userId, viewer);
    } else {
      enqueue(userId, null, 0);
    }
  }

  private void endLife(String userId, long time) throws Exception {
    ViewerState viewer = read(userId);
    if (!viewer.hasExpiryTimer()) {
      return;
    }
    long end = viewer.changedAt() + ttlMs;
    if (end > time) {
      lifeTimers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, end);
      return;
    }
    viewers.clear();
    metrics.countErasure();
    output.collect(new StreamRecord<>(UpdateWriter.erasure(userId), time));
  }

  @Override
  public void processElement2(StreamRecord<Announcement> element) throws Exception {
    Announcement announcement = element.getValue();
    if (announcement.fault != null) {
      reportFault(announcement);
    } else if (!announcement.candidate) {
      release.announce(announcement.release);
      // The TaskManager may have it for another subtask.
      takeOver();
      tick();
    } else if (live != null) {
      live.candidate(announcement.release);
    }
  }

  /** One subtask says it for all: there is no release to load. */
  private void reportFault(Announcement announcement) {
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      report(
          ReleaseEvent.newBuilder()
              .setKind(ReleaseEventKind.REFUSED)
              .setVersion(announcement.candidate ? options.candidateAlias() : options.alias())
              .setEpoch(0)
              .setDurationMs(0)
              .setReason(announcement.fault));
    }
  }

  private void reportLive() {
    live.takeReports().forEach(this::report);
    getProcessingTimeService().registerTimer(now() + REPORT_MS, time -> reportLive());
  }

  /**
   * Swaps the next release in when it is ready. Not on the way of an event: when it came to pass
   * there, the JVM threw away what it had compiled of that way, since it had never seen it happen,
   * and ran for seconds without.
   */
  private void takeOver() throws Exception {
    // Under the release that was in force when their events came.
    encodeWaiting();
    if (release.takeOver()) {
      encoder = new ViewerEncoder(release.loaded());
      if (live != null) {
        live.compare();
      }
      reembed();
    }
  }

  /** Begins to bring viewers seen lately to the release in force. */
  private void reembed() {
    endReembedding();
    if (options.reembedSeenWithin().isZero()) {
      return;
    }
    KeyedStateBackend<String> backend = getKeyedStateBackend();
    reembedding =
        new Reembedding(
            backend.getKeys(VIEWER.getName(), VoidNamespace.INSTANCE),
            getRuntimeContext().getTaskInfo(),
            now(),
            options.reembedWithin());
    tick();
  }

  private boolean reembed(String userId) throws Exception {
    setCurrentKey(userId);
    byte[] bytes = viewers.value();
    long since = reembedding.start() - options.reembedSeenWithin().toMillis();
    if (bytes == null || !ViewerState.isOutdated(bytes, since, release.loaded().tag())) {
      return false;
    }
    ViewerState viewer = batch.next().state;
    viewer.read(bytes);
    if (viewer.changedAt() < since || encoder.isUpToDate(viewer)) {
      return false;
    }
    enqueue(userId, null, 0);
    metrics.countReembedded();
    return true;
  }

  /** Schedules the next background tick if none is pending. */
  private void tick() {
    if (!ticking) {
      ticking = true;
      getProcessingTimeService().registerTimer(now() + TICK_MS, time -> workBetweenEvents());
    }
  }

  private void workBetweenEvents() throws Exception {
    ticking = false;
    takeOver();
    if (reembedding != null) {
      reembedding.slice(now(), this::reembed);
      encodeWaiting();
      if (reembedding.isDone()) {
        report(
            ReleaseEventWriter.about(release.announcement(), ReleaseEventKind.REEMBEDDED)
                .setDurationMs(now() - reembedding.start())
                .setViewers(reembedding.updated()));
        endReembedding();
      }
    }
    if (reembedding != null || release.isChanging()) {
      tick();
    }
  }

  private void endReembedding() {
    if (reembedding != null) {
      reembedding.close();
      reembedding = null;
    }
  }

  private void report(ReleaseEvent.Builder event) {
    output.collect(RELEASE_EVENTS, new StreamRecord<>(events.write(event, now()), now()));
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  /** None waits in a checkpoint. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    encodeWaiting();
  }

  @Override
  public void finish() throws Exception {
    encodeWaiting();
    super.finish();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    checkpointed.update(List.of(release.announcement()));
  }

  @Override
  public void close() throws Exception {
    endReembedding();
    if (live != null) {
      live.close();
    }
    if (release != null) {
      release.close();
    }
    super.close();
  }
}
