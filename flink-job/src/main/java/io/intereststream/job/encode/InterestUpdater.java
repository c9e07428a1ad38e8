package io.intereststream.job.encode;

import io.intereststream.encoder.Encoder;
import io.intereststream.encoder.Interests;
import io.intereststream.encoder.Vocabulary;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.history.Change;
import io.intereststream.job.history.History;
import io.intereststream.job.history.ViewerState;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.UpdateWriter;
import io.intereststream.job.release.LoadedRelease;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/** Keeps each viewer's history and brings the viewer's interests up to date. */
public final class InterestUpdater
    extends KeyedBroadcastProcessFunction<String, Watch, ModelRelease, OutputRecord> {
  /** Broadcast state of the release announcements. */
  public static final MapStateDescriptor<String, ModelRelease> RELEASES =
      new MapStateDescriptor<>("releases", Types.STRING, new AvroTypeInfo<>(ModelRelease.class));

  private static final ValueStateDescriptor<byte[]> VIEWER =
      new ValueStateDescriptor<>("viewer", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  private static final long serialVersionUID = 1L;

  private final JobOptions options;
  private final ModelRelease initial;
  private final EncoderProvider encoders;

  private transient ValueState<byte[]> viewers;
  private transient ViewerState viewer;
  private transient UpdateWriter writer;
  private transient LoadedRelease release;
  private transient Encoder encoder;

  public InterestUpdater(JobOptions options, ModelRelease initial, EncoderProvider encoders) {
    this.options = options;
    this.initial = initial;
    this.encoders = encoders;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    viewers = getRuntimeContext().getState(VIEWER);
    viewer = new ViewerState(options.window(), options.slack());
    writer =
        new UpdateWriter(
            options.codecs().create(InterestUpdate.class, options.interestUpdates()),
            options.watchEvents());
    release = new ReleaseLoader(encoders).acquire(initial).get();
    encoder = release.encoders().get();
  }

  @Override
  public void processElement(Watch watch, ReadOnlyContext context, Collector<OutputRecord> out)
      throws Exception {
    viewer.read(viewers.value());
    Change change = viewer.history().apply(watch.signal, watch.item, watch.eventTime);
    if (!change.changedHistory()) {
      return;
    }
    viewer.nextSequence();
    Interests interests = encoder.encode(List.of(known(viewer.history()))).get(0);
    viewers.update(viewer.write());
    out.collect(
        writer.update(
            watch,
            viewer,
            interests,
            release.release().version(),
            context.currentProcessingTime()));
  }

  private int[] known(History history) {
    Vocabulary vocabulary = release.release().vocabulary();
    int[] rows = new int[history.size()];
    int count = 0;
    for (int i = 0; i < history.size(); i++) {
      int row = vocabulary.row(history.item(i));
      if (row >= 0) {
        rows[count++] = row;
      }
    }
    return java.util.Arrays.copyOf(rows, count);
  }

  @Override
  public void processBroadcastElement(
      ModelRelease announced, Context context, Collector<OutputRecord> out) {}
}
