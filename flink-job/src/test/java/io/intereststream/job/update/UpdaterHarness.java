package io.intereststream.job.update;

import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.Signal;
import io.intereststream.job.TestRegistry;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.ingest.PastErasures;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.release.MemoryLog;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.job.tuning.TuningOptions;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** One subtask of the updater on RocksDB, in Flink's operator harness. */
final class UpdaterHarness {
  static final int MAX_PARALLELISM = 720;

  /** What was announced, for subtasks whose own release is gone. */
  final MemoryLog log = new MemoryLog();

  /** When the state was begun. */
  static final long GENERATION = 1;

  private final JobOptions options;
  private final InterestUpdater updater;
  private final KeyedTwoInputStreamOperatorTestHarness<String, Watch, Announcement, OutputRecord>
      flink;
  private final RecordCodec<InterestUpdate> codec;
  private long offset;
  private int taken;

  /**
   * @param tuned whether the tuning options are on
   */
  static Configuration configuration(TestRegistry registry, boolean tuned) {
    Configuration configuration = new Configuration();
    configuration.set(TuningOptions.JIT_WARMUP, tuned);
    configuration.set(TuningOptions.REENCODE_BATCH, tuned);
    configuration.set(TuningOptions.CPU_THROTTLE, tuned);
    configuration.set(TuningOptions.ROCKSDB, tuned);
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "nowhere:1");
    configuration.set(ReleaseOptions.REGISTRY, registry.root().toString());
    configuration.set(HistoryOptions.WINDOW, 12);
    configuration.set(HistoryOptions.SLACK, 4);
    configuration.set(ReleaseOptions.REEMBED_OTHERS_WITHIN, Duration.ZERO);
    configuration.set(HistoryOptions.TTL, Duration.ofDays(1));
    return configuration;
  }

  UpdaterHarness(Configuration configuration, ModelRelease initial, int parallelism, int subtask)
      throws Exception {
    this(configuration, initial, parallelism, subtask, new StateStart(GENERATION, false));
  }

  UpdaterHarness(
      Configuration configuration,
      ModelRelease initial,
      int parallelism,
      int subtask,
      StateStart start)
      throws Exception {
    options = JobOptions.from(configuration);
    codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    updater =
        new InterestUpdater(
            options,
            EncoderProvider.serving(),
            new JobBeginning(initial, start, PastErasures.NONE, log));
    flink =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            updater,
            watch -> watch.userId,
            null,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    flink.setStateBackend(
        new EmbeddedRocksDBStateBackend()
            .configure(JobConfiguration.withDefaults(configuration), getClass().getClassLoader()));
    flink.setup();
  }

  UpdaterHarness open(OperatorSubtaskState state) throws Exception {
    if (state != null) {
      flink.initializeState(state);
    }
    flink.open();
    return this;
  }

  JobOptions options() {
    return options;
  }

  static Watch watch(String user, Signal signal, String item, long time) {
    Watch watch = new Watch();
    watch.userId = user;
    watch.eventId = user + "/" + item + "/" + time;
    watch.item = ItemFingerprint.of(item);
    watch.eventTime = time;
    watch.signal = signal;
    return watch;
  }

  void process(Watch watch) throws Exception {
    watch.offset = offset++;
    flink.processElement1(new StreamRecord<>(watch, watch.eventTime));
  }

  /** Has a release loaded, so that it is active as soon as it is announced. */
  static ModelRelease loaded(ModelRelease release) throws Exception {
    Path copies = Path.of(System.getProperty("java.io.tmpdir"));
    new ReleaseLoader(
            EncoderProvider.serving(), ItemTables.PRECOMPUTED, Throttle.NONE, List.of(copies))
        .acquire(release)
        .get();
    return release;
  }

  void announce(ModelRelease release) throws Exception {
    flink.processElement2(new StreamRecord<>(Announcement.production(release), 0));
  }

  void announceCandidate(ModelRelease release) throws Exception {
    flink.processElement2(new StreamRecord<>(Announcement.candidate(release), 0));
  }

  /** Announces that all is read that was there at the start. */
  void catchUp() throws Exception {
    flink.processElement2(new StreamRecord<>(Announcement.caughtUp(), 0));
  }

  void setKafkaTime(long ms) throws Exception {
    flink.processWatermark1(new Watermark(ms));
  }

  void setTime(long ms) throws Exception {
    flink.setProcessingTime(ms);
  }

  OperatorSubtaskState snapshot() throws Exception {
    flink.prepareSnapshotPreBarrier(1);
    return flink.snapshot(1, 1);
  }

  /** Bytes of a viewer's stored state. */
  int stateBytes(String user) throws Exception {
    flink.prepareSnapshotPreBarrier(0);
    KeyedStateBackend<String> backend = updater.getKeyedStateBackend();
    backend.setCurrentKey(user);
    return backend
        .getPartitionedState(
            VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, FlinkViewers.VIEWER)
        .value()
        .length;
  }

  /** Records since the last call, those of viewers who wait for others among them. */
  List<OutputRecord> take() throws Exception {
    flink.prepareSnapshotPreBarrier(0);
    return takePublished();
  }

  /** Records since the last call. */
  private List<OutputRecord> takePublished() {
    List<OutputRecord> all = flink.extractOutputValues();
    List<OutputRecord> fresh = new ArrayList<>(all.subList(taken, all.size()));
    taken = all.size();
    return fresh;
  }

  /** The same, decoded. */
  List<InterestUpdate> takeUpdates() throws Exception {
    flink.prepareSnapshotPreBarrier(0);
    return takePublishedUpdates();
  }

  /** Updates since the last call, without those of viewers who wait for others. */
  List<InterestUpdate> takePublishedUpdates() throws RecordDecodeException {
    List<InterestUpdate> updates = new ArrayList<>();
    for (OutputRecord record : takePublished()) {
      updates.add(codec.decode(record.value));
    }
    return updates;
  }

  /** All reports about releases so far, but for the one at the start. */
  List<ReleaseEvent> releaseEvents() {
    return allReleaseEvents().stream()
        .filter(event -> event.getKind() != ReleaseEventKind.STARTED)
        .toList();
  }

  /** All reports about releases so far. */
  List<ReleaseEvent> allReleaseEvents() {
    Queue<StreamRecord<ReleaseEvent>> records = flink.getSideOutput(InterestUpdater.RELEASE_EVENTS);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  void close() throws Exception {
    flink.close();
  }
}
