package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.AuditOptions;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.VectorFormat;
import io.intereststream.schema.WatchEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults while events are processed. After each of them the audit must pass. */
class FaultITCase {
  @TempDir private Path parent;
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(parent);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
  void aTaskFailsInMidStream(DeliveryGuarantee guarantee) throws Exception {
    stage.configuration().set(DeliveryOptions.GUARANTEE, guarantee);
    stage.configuration().set(DeliveryOptions.TRANSACTION_TIMEOUT, Duration.ofSeconds(60));
    stage.configuration().set(DeliveryOptions.VECTOR_FORMAT, VectorFormat.INT8);
    int before = FailingEncoder.failures();
    try (LocalCluster cluster = stage.start(stage.configuration(), FailingEncoder.provider())) {
      FailingEncoder.failAfter(400);
      stage.send(cluster.options(), 2_000);
      AuditReport report = stage.audit(cluster);
      assertThat(FailingEncoder.failures()).isEqualTo(before + 1);
      assertThat(report.maxAbsDifferenceByFormat()).containsOnlyKeys("INT8");
      if (guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
        assertThat(report.repeatedUpdates()).isZero();
      }
    }
  }

  @Test
  void aTaskFailsAndTheJobIsRescaledWithTheChangelogBackend() throws Exception {
    Configuration logged =
        LocalConfiguration.withChangelog(
            stage.configuration(), stage.folder().resolve("changelog"));
    logged.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofSeconds(1));
    int before = FailingEncoder.failures();
    String savepoint;
    try (LocalCluster cluster = stage.start(logged, FailingEncoder.provider())) {
      FailingEncoder.failAfter(400);
      stage.send(cluster.options(), 2_000);
      stage.audit(cluster);
      assertThat(FailingEncoder.failures()).isEqualTo(before + 1);
      savepoint = cluster.stopWithSavepoint();
    }
    Configuration rescaled = LocalConfiguration.fromSavepoint(logged, savepoint);
    rescaled.set(CoreOptions.DEFAULT_PARALLELISM, 3);
    try (LocalCluster cluster = stage.start(rescaled)) {
      stage.send(cluster.options(), 1_000);
      stage.audit(cluster);
    }
  }

  @Test
  void viewersMoveFromRocksDbIntoMemoryAndBack() throws Exception {
    String savepoint;
    try (LocalCluster cluster = stage.start()) {
      stage.send(cluster.options(), 1_000);
      savepoint = cluster.stopWithSavepoint();
    }
    Configuration inMemory = LocalConfiguration.fromSavepoint(stage.configuration(), savepoint);
    inMemory.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    inMemory.set(CoreOptions.DEFAULT_PARALLELISM, 3);
    int before = FailingEncoder.failures();
    try (LocalCluster cluster = stage.start(inMemory, FailingEncoder.provider())) {
      FailingEncoder.failAfter(400);
      stage.send(cluster.options(), 2_000);
      stage.audit(cluster);
      assertThat(FailingEncoder.failures()).isEqualTo(before + 1);
      savepoint = cluster.stopWithSavepoint();
    }
    try (LocalCluster cluster =
        stage.start(LocalConfiguration.fromSavepoint(stage.configuration(), savepoint))) {
      stage.send(cluster.options(), 1_000);
      stage.audit(cluster);
    }
  }

  @Test
  void theBrokerRestarts() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      stage.send(cluster.options(), 1_000);
      stage.broker().stop();
      stage.broker().start();
      stage.send(cluster.options(), 1_000);
      stage.broker().kill();
      stage.broker().start();
      stage.send(cluster.options(), 1_000);
      stage.audit(cluster);
    }
  }

  @Test
  void anotherReleaseTakesOverInMidStreamAndStaysAfterARestore() throws Exception {
    stage.configuration().set(ReleaseOptions.POLL_INTERVAL, Duration.ofMillis(200));
    String savepoint;
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      stage.send(options, 300);
      stage.publish("r2");
      RecordCodec<InterestUpdate> codec =
          options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
      AtomicBoolean seen = new AtomicBoolean();
      long deadline = System.nanoTime() + Stage.LIMIT.toNanos();
      try (UpdateFollower follower =
          new UpdateFollower(
              options, record -> seen.compareAndSet(false, isOf("r2", record.value(), codec)))) {
        while (!seen.get()) {
          assertThat(System.nanoTime()).as("no update under release r2").isLessThan(deadline);
          stage.send(options, 20);
        }
        assertThat(follower.updates()).isPositive();
      }
      savepoint = cluster.stopWithSavepoint();
    }
    try (LocalCluster cluster =
        stage.start(
            LocalConfiguration.fromSavepoint(stage.configuration(), savepoint),
            EncoderProvider.serving())) {
      stage.send(cluster.options(), 500);
      stage.audit(cluster);
    }
  }

  private static boolean isOf(String release, byte[] value, RecordCodec<InterestUpdate> codec) {
    try {
      return codec.decode(value).getRelease().equals(release);
    } catch (RecordDecodeException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theJobIsStoppedAndRestoredAtAnotherParallelismWithAnotherFormatOfVectors() throws Exception {
    stage.configuration().set(DeliveryOptions.VECTOR_FORMAT, VectorFormat.FP16);
    String savepoint;
    try (LocalCluster cluster = stage.start()) {
      stage.send(cluster.options(), 1_500);
      savepoint = cluster.stopWithSavepoint();
      stage.send(cluster.options(), 500);
    }
    Configuration rescaled = LocalConfiguration.fromSavepoint(stage.configuration(), savepoint);
    rescaled.set(CoreOptions.DEFAULT_PARALLELISM, 3);
    rescaled.set(DeliveryOptions.VECTOR_FORMAT, VectorFormat.INT8);
    try (LocalCluster cluster = stage.start(rescaled)) {
      stage.send(cluster.options(), 1_000);
      stage.audit(cluster);
      AuditReport ofEveryUpdate =
          JobAudit.run(
              cluster.options(),
              stage.releases(),
              new AuditOptions(Stage.LIMIT, true, null, null, false));
      assertThat(ofEveryUpdate.examples()).isEmpty();
      assertThat(ofEveryUpdate.maxAbsDifferenceByFormat()).containsOnlyKeys("FP16", "INT8");
    }
  }

  @Test
  void aRestoredJobReadsEventsOfANewerProducer() throws Exception {
    String savepoint;
    try (LocalCluster cluster = stage.start()) {
      stage.send(cluster.options(), 800);
      savepoint = cluster.stopWithSavepoint();
    }
    Schema newer = withAddedField(WatchEvent.getClassSchema());
    Path file = Files.writeString(stage.folder().resolve("newer.avsc"), newer.toString());
    Configuration restored = LocalConfiguration.fromSavepoint(stage.configuration(), savepoint);
    restored.set(KafkaOptions.WRITER_SCHEMAS, List.of(file.toString()));
    restored.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    try (LocalCluster cluster = stage.start(restored)) {
      for (int i = 0; i < 800; i++) {
        WatchEvent event = stage.nextEvent();
        stage.send(cluster.options(), event.getUserId(), encode(event, newer));
      }
      AuditReport report = stage.audit(cluster);
      assertThat(report.deadLetters()).isZero();
      assertThat(report.eventsRead()).isGreaterThanOrEqualTo(1_600);
    }
  }

  private static Schema withAddedField(Schema schema) {
    Schema newer =
        Schema.createRecord(
            schema.getName(), schema.getDoc(), schema.getNamespace(), schema.isError());
    List<Schema.Field> fields =
        new ArrayList<>(
            schema.getFields().stream().map(f -> new Schema.Field(f, f.schema())).toList());
    fields.add(
        0, new Schema.Field("session_id", Schema.create(Schema.Type.STRING), "New.", "none"));
    newer.setFields(fields);
    return newer;
  }

  private static byte[] encode(WatchEvent event, Schema newer) throws Exception {
    GenericRecord record = new GenericData.Record(newer);
    for (Schema.Field field : WatchEvent.getClassSchema().getFields()) {
      Object value = event.get(field.pos());
      record.put(
          field.name(),
          switch (field.name()) {
            case "event_time" -> event.getEventTime().toEpochMilli();
            case "actions" ->
                event.getActions().stream()
                    .map(
                        action ->
                            new GenericData.EnumSymbol(
                                field.schema().getElementType(), action.name()))
                    .toList();
            default -> value;
          });
    }
    record.put("session_id", "s-1");
    ByteBuffer bytes =
        new BinaryMessageEncoder<GenericRecord>(new GenericData(), newer).encode(record);
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return array;
  }

  @Test
  void whatIsNoValidEventBecomesOneDeadLetterOrADocumentedCorrection() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      RecordCodec<WatchEvent> codec =
          options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
      stage.send(options, 300);

      // Dead letters.
      stage.send(options, "k", null);
      stage.send(options, "k", new byte[0]);
      stage.send(options, "k", "this is not Avro".getBytes(StandardCharsets.UTF_8));
      stage.send(
          options, "k", encode(valid().build(), withAddedField(WatchEvent.getClassSchema())));
      stage.send(options, "k", codec.encode(valid().setUserId("").build()));
      stage.send(options, "k", codec.encode(valid().setItemId("").build()));
      stage.send(options, "k", codec.encode(valid().setEventId("").build()));
      stage.send(
          options, "k", codec.encode(valid().setEventTime(Instant.ofEpochMilli(-1)).build()));
      stage.send(
          options,
          "k",
          codec.encode(valid().setEventTime(Instant.ofEpochMilli(Long.MAX_VALUE)).build()));
      stage.send(options, "k", codec.encode(valid().setItemId("x".repeat(1 << 20)).build()));
      stage.send(
          options,
          "x".repeat(1 << 20),
          codec.encode(valid().setUserId("y".repeat(1 << 20)).build()));
      ByteArrayOutputStream trailing = new ByteArrayOutputStream();
      trailing.writeBytes(codec.encode(valid().build()));
      trailing.write(0);
      stage.send(options, "k", trailing.toByteArray());
      // Corrected values: not watched, or of unknown duration.
      stage.send(options, "k", codec.encode(valid().setWatchMs(-5).build()));
      stage.send(options, "k", codec.encode(valid().setWatchMs(Long.MAX_VALUE).build()));
      stage.send(options, "k", codec.encode(valid().setDurationMs(-5L).build()));
      stage.send(options, "k", codec.encode(valid().setDurationMs(Long.MAX_VALUE).build()));

      stage.send(options, 300);
      AuditReport report = stage.audit(cluster);
      assertThat(report.invalid()).isEqualTo(12);
      assertThat(report.deadLetters()).isEqualTo(12);
      assertThat(report.repeatedDeadLetters()).isZero();
    }
  }

  private static WatchEvent.Builder valid() {
    return WatchEvent.newBuilder()
        .setEventId("e")
        .setUserId("corrected")
        .setItemId("item-1")
        .setEventTime(Instant.ofEpochMilli(1_700_000_000_000L))
        .setWatchMs(20_000)
        .setDurationMs(10_000L);
  }
}
