package io.intereststream.job.release;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphID;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.MockOperatorCoordinatorContext;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator.SubtaskGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.scheduler.strategy.ExecutionVertexID;
import org.apache.flink.runtime.source.coordinator.SourceCoordinatorProvider;
import org.apache.flink.runtime.source.event.ReaderRegistrationEvent;
import org.apache.flink.streaming.api.operators.SourceOperator;
import org.apache.flink.streaming.api.operators.SourceOperatorFactory;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.io.PushingAsyncDataInput.DataOutput;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.SourceOperatorTestHarness;

/**
 * A release source in Flink's real coordinator and source operator. The test passes events between
 * them; the serializers and the coordinator's threads are the same as in a cluster.
 */
final class SourceHarness {
  private final ReleaseSource source;
  private final OperatorCoordinator coordinator;
  private final Output output = new Output();
  private SourceOperatorTestHarness<Announcement> operator;
  private Gateway gateway;
  private int attempt = -1;

  /** Carries what the coordinator sends, on its threads, to the test's thread. */
  private static final class Gateway implements SubtaskGateway {
    private final ConcurrentLinkedQueue<OperatorEvent> sent = new ConcurrentLinkedQueue<>();
    private final ExecutionAttemptID execution;

    Gateway(int attempt) {
      execution =
          new ExecutionAttemptID(
              new ExecutionGraphID(), new ExecutionVertexID(new JobVertexID(), 0), attempt);
    }

    @Override
    public CompletableFuture<Acknowledge> sendEvent(OperatorEvent event) {
      sent.add(event);
      return CompletableFuture.completedFuture(Acknowledge.get());
    }

    @Override
    public ExecutionAttemptID getExecution() {
      return execution;
    }

    @Override
    public int getSubtask() {
      return 0;
    }
  }

  /** Collects what a reader emits after a trip through Flink's serializer, as over a network. */
  private static final class Output implements DataOutput<Announcement> {
    private final List<String> texts = new ArrayList<>();
    private final TypeSerializer<Announcement> serializer;

    Output() {
      SerializerConfigImpl config = new SerializerConfigImpl();
      config.setGenericTypes(false);
      serializer = TypeInformation.of(Announcement.class).createSerializer(config);
    }

    @Override
    public void emitRecord(StreamRecord<Announcement> record) throws IOException {
      DataOutputSerializer bytes = new DataOutputSerializer(256);
      serializer.serialize(record.getValue(), bytes);
      DataInputDeserializer in = new DataInputDeserializer(bytes.getCopyOfBuffer());
      texts.add(AliasFiles.text(serializer.deserialize(in)));
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      throw new AssertionError(watermark);
    }

    @Override
    public void emitWatermark(WatermarkEvent watermark) {
      throw new AssertionError(watermark);
    }

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {
      throw new AssertionError(status);
    }

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {}

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {}
  }

  /**
   * Starts the source and one reader.
   *
   * @param checkpoint what {@link #checkpoint} returned, or null for a job without one
   */
  SourceHarness(ReleaseSource source, byte[] checkpoint) throws Exception {
    this.source = source;
    OperatorID id = new OperatorID();
    coordinator =
        ((SourceCoordinatorProvider<?>) factory().getCoordinatorProvider("releases", id))
            .getCoordinator(new MockOperatorCoordinatorContext(id, 1));
    if (checkpoint != null) {
      coordinator.resetToCheckpoint(1, checkpoint);
    }
    coordinator.start();
    startReader();
  }

  private SourceOperatorFactory<Announcement> factory() {
    return new SourceOperatorFactory<>(source, WatermarkStrategy.noWatermarks());
  }

  private void startReader() throws Exception {
    operator = new SourceOperatorTestHarness<>(factory(), new MockEnvironmentBuilder().build());
    operator.setup();
    operator.open();
    attempt++;
    gateway = new Gateway(attempt);
    coordinator.executionAttemptReady(0, attempt, gateway);
    coordinator.handleEventFromOperator(0, attempt, new ReaderRegistrationEvent(0, "here"));
  }

  /** Fails the reader, discards what it emitted, and starts another one. */
  void failReader() throws Exception {
    operator.close();
    output.texts.clear();
    coordinator.executionAttemptFailed(0, attempt, new Exception("by the test"));
    coordinator.subtaskReset(0, 1);
    startReader();
  }

  /** All that the reader has emitted, each as {@link AliasFiles#text}. */
  @SuppressWarnings("unchecked")
  List<String> emitted() throws Exception {
    SourceOperator<Announcement, ?> reader =
        (SourceOperator<Announcement, ?>) operator.getOperator();
    for (OperatorEvent event = gateway.sent.poll(); event != null; event = gateway.sent.poll()) {
      reader.handleOperatorEvent(event);
    }
    while (reader.getAvailableFuture().isDone()) {
      reader.emitNext(output);
    }
    return List.copyOf(output.texts);
  }

  /** The source's part of a checkpoint. */
  byte[] checkpoint() throws Exception {
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    coordinator.checkpointCoordinator(1, bytes);
    return bytes.get(30, TimeUnit.SECONDS);
  }

  void close() throws Exception {
    operator.close();
    coordinator.close();
  }
}
