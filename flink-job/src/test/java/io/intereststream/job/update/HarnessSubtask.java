package io.intereststream.job.update;

import io.intereststream.history.HistoryRules;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.ingest.PastErasures;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** A subtask of the real operator on RocksDB, in Flink's operator harness. */
final class HarnessSubtask implements SimulatedSubtask<OperatorSubtaskState> {
  private static final Set<ReleaseEventKind> ACTIVATIONS =
      Set.of(ReleaseEventKind.STARTED, ReleaseEventKind.ACTIVATED, ReleaseEventKind.ROLLED_BACK);

  /** Steps in which a longer time goes on: a harness fires a timer at most once in each. */
  private static final int STEPS = 10;

  private static final long SHORTEST_STEP_MS = 10;

  private final InterestUpdater updater;
  private final KeyedTwoInputStreamOperatorTestHarness<String, Watch, Announcement, OutputRecord>
      flink;
  private final HistoryRules rules;
  private final List<Swept> swept = new ArrayList<>();
  private ModelRelease active;
  private long kafkaTime = Long.MIN_VALUE;
  private long checkpoints;

  /**
   * @param state for this subtask; null for a start without a checkpoint
   */
  HarnessSubtask(SimulatedOperator.Start start, int subtask, OperatorSubtaskState state)
      throws Exception {
    rules = UpdateSettings.of(start.options(), start.begun().generation, subtask).rules();
    updater =
        new InterestUpdater(
            start.options(),
            EncoderProvider.serving(),
            new JobBeginning(start.initial(), start.begun(), PastErasures.NONE, start.log()));
    flink =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            updater,
            watch -> watch.userId,
            null,
            Types.STRING,
            SimulatedOperator.MAX_PARALLELISM,
            start.parallelism(),
            subtask);
    flink.setStateBackend(new EmbeddedRocksDBStateBackend());
    flink.setProcessingTime(start.clock().millis());
    flink.setup();
    if (state != null) {
      flink.initializeState(state);
    }
    flink.open();
  }

  @Override
  public void process(Watch watch, long timestamp) throws Exception {
    flink.processElement1(new StreamRecord<>(watch, timestamp));
  }

  @Override
  public void announce(Announcement announcement) throws Exception {
    flink.processElement2(new StreamRecord<>(announcement, 0));
  }

  @Override
  public void onKafkaTime(long time) throws Exception {
    kafkaTime = time;
    flink.processWatermark1(new Watermark(time));
  }

  @Override
  public void advanceTo(long time) throws Exception {
    // What waits in a batch would look like what a sweep wrote.
    flink.prepareSnapshotPreBarrier(checkpoints);
    Map<String, Boolean> before = viewers();
    long step = Math.max(SHORTEST_STEP_MS, (time - flink.getProcessingTime()) / STEPS);
    while (flink.getProcessingTime() < time) {
      flink.setProcessingTime(Math.min(time, flink.getProcessingTime() + step));
    }
    Map<String, Boolean> after = viewers();
    before.forEach(
        (viewer, begun) -> {
          if (!after.containsKey(viewer)) {
            swept.add(new Swept(viewer, kafkaTime, false));
          } else if (begun && !after.get(viewer)) {
            swept.add(new Swept(viewer, kafkaTime, true));
          }
        });
  }

  /** The stored viewers, and of each whether there is a history. */
  private Map<String, Boolean> viewers() throws Exception {
    KeyedStateBackend<String> backend = updater.getKeyedStateBackend();
    List<String> keys;
    try (Stream<String> all =
        backend.getKeys(FlinkViewers.VIEWER.getName(), VoidNamespace.INSTANCE)) {
      keys = all.toList();
    }
    Map<String, Boolean> viewers = new HashMap<>();
    ViewerState state = new ViewerState(new ViewerHistory(rules));
    for (String key : keys) {
      backend.setCurrentKey(key);
      state.read(
          backend
              .getPartitionedState(
                  VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, FlinkViewers.VIEWER)
              .value());
      viewers.put(key, state.history().hasBegun());
    }
    return viewers;
  }

  @Override
  public OperatorSubtaskState snapshot() throws Exception {
    checkpoints++;
    flink.prepareSnapshotPreBarrier(checkpoints);
    return flink.snapshot(checkpoints, checkpoints);
  }

  @Override
  public List<OutputRecord> takeOutput() {
    List<OutputRecord> taken = List.copyOf(flink.extractOutputValues());
    flink.getOutput().clear();
    return taken;
  }

  @Override
  public List<Swept> takeSwept() {
    List<Swept> taken = List.copyOf(swept);
    swept.clear();
    return taken;
  }

  @Override
  public ModelRelease active() {
    Queue<StreamRecord<ReleaseEvent>> events = flink.getSideOutput(InterestUpdater.RELEASE_EVENTS);
    while (events != null && !events.isEmpty()) {
      ReleaseEvent event = events.remove().getValue();
      // What it started with is reported later than what is active at once.
      if (ACTIVATIONS.contains(event.getKind())
          && (active == null || event.getEpoch() > active.getEpoch())) {
        active =
            ModelRelease.newBuilder()
                .setVersion(event.getVersion())
                .setEpoch(event.getEpoch())
                .setLocation("")
                .setManifestSha256("")
                .build();
      }
    }
    return active;
  }

  @Override
  public boolean isBusy() {
    return flink.getProcessingTimeService().getNumActiveTimers() > 0;
  }

  @Override
  public void close() throws Exception {
    // Closing the harness flushes the batch, too, but only after its timers are shut down.
    flink.prepareSnapshotPreBarrier(checkpoints);
    flink.close();
  }
}
