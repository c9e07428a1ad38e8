package io.intereststream.job.encode;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.history.Change;
import io.intereststream.job.history.ViewerState;
import io.intereststream.job.history.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.UpdateWriter;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.release.ReleaseInForce;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps each viewer's history and brings the viewer's interests up to date with every event that
 * changes it.
 *
 * <p>Per viewer one value of bytes ({@link ViewerState}) is read and written. A viewer whose
 * history did not change for the time to live is forgotten and erased downstream: one
 * processing-time timer per viewer, moved on when it fires too early, not with every event. The
 * release in force is part of every checkpoint, and a restored subtask has it loaded before the
 * first event.
 */
public final class InterestUpdater
    extends KeyedBroadcastProcessFunction<String, Watch, ModelRelease, OutputRecord>
    implements CheckpointedFunction {
  /** What broadcasting asks for; the state itself stays empty, see {@link ReleaseInForce}. */
  public static final MapStateDescriptor<String, ModelRelease> RELEASES =
      new MapStateDescriptor<>("releases", Types.STRING, new AvroTypeInfo<>(ModelRelease.class));

  private static final ListStateDescriptor<ModelRelease> IN_FORCE =
      new ListStateDescriptor<>("release-in-force", new AvroTypeInfo<>(ModelRelease.class));
  private static final ValueStateDescriptor<byte[]> VIEWER =
      new ValueStateDescriptor<>("viewer", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  private static final long serialVersionUID = 1L;

  private final JobOptions options;
  private final ModelRelease initial;
  private final EncoderProvider encoders;
  private final long ttlMs;

  private transient ListState<ModelRelease> checkpointed;
  private transient ValueState<byte[]> viewers;
  private transient ViewerState viewer;
  private transient ReleaseInForce release;
  private transient ViewerEncoder encoder;
  private transient UpdateWriter writer;
  private transient UpdaterMetrics metrics;

  /**
   * @param initial the release of a job without a checkpoint
   */
  public InterestUpdater(JobOptions options, ModelRelease initial, EncoderProvider encoders) {
    this.options = options;
    this.initial = initial;
    this.encoders = encoders;
    this.ttlMs = options.ttl().toMillis();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    // Union: whatever subtask a viewer comes from, none goes back to an older release.
    checkpointed = context.getOperatorStateStore().getUnionListState(IN_FORCE);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    viewers = getRuntimeContext().getState(VIEWER);
    viewer = new ViewerState(options.window(), options.slack());
    writer =
        new UpdateWriter(
            options.codecs().create(InterestUpdate.class, options.interestUpdates()),
            options.watchEvents());
    metrics = new UpdaterMetrics(getRuntimeContext().getMetricGroup());
    ModelRelease first = initial;
    for (ModelRelease restored : checkpointed.get()) {
      first = restored.getEpoch() >= first.getEpoch() ? restored : first;
    }
    release =
        new ReleaseInForce(
            new ReleaseLoader(encoders, options.itemTables()),
            first,
            getRuntimeContext().getMetricGroup());
    encoder = new ViewerEncoder(release.loaded());
  }

  @Override
  public void processElement(Watch watch, ReadOnlyContext context, Collector<OutputRecord> out)
      throws Exception {
    if (release.takeOver()) {
      encoder = new ViewerEncoder(release.loaded());
    }
    viewer.read(viewers.value());
    Change change = viewer.history().apply(watch.signal, watch.item, watch.eventTime);
    metrics.count(change);
    if (!change.changedHistory()) {
      return;
    }
    long now = context.currentProcessingTime();
    if (!viewer.isWatched() && ttlMs > 0) {
      context.timerService().registerProcessingTimeTimer(now + ttlMs);
      viewer.watch();
    }
    viewer.countUpdate(now);
    OutputRecord update =
        writer.update(
            watch,
            viewer,
            encoder.encode(viewer, change, watch.item),
            release.loaded().release(),
            now);
    byte[] bytes = viewer.write();
    viewers.update(bytes);
    out.collect(update);
    metrics.measure(bytes.length, now - context.timestamp());
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<OutputRecord> out)
      throws Exception {
    byte[] bytes = viewers.value();
    if (bytes == null) {
      return;
    }
    viewer.read(bytes);
    long end = viewer.changedAt() + ttlMs;
    if (end > time) {
      context.timerService().registerProcessingTimeTimer(end);
      return;
    }
    viewers.clear();
    metrics.countErasure();
    out.collect(UpdateWriter.erasure(context.getCurrentKey()));
  }

  @Override
  public void processBroadcastElement(
      ModelRelease announced, Context context, Collector<OutputRecord> out) {
    release.announce(announced);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    checkpointed.update(List.of(release.announcement()));
  }

  @Override
  public void close() {
    if (release != null) {
      release.close();
    }
  }
}
