package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.TopicReader;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.TimestampType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The audit finds faults: each test writes one to the topics and repairs it again. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditITCase {
  @TempDir private static Path parent;
  private static Stage stage;
  private static JobOptions options;
  private static RecordCodec<InterestUpdate> codec;
  private static Map<String, byte[]> last;

  @BeforeAll
  static void run() throws Exception {
    stage = new Stage(parent);
    try (LocalCluster cluster =
        LocalCluster.start(
            stage.configuration(), stage.folder().resolve("flink"), EncoderProvider.serving())) {
      options = cluster.options();
      stage.send(options, 500);
      stage.audit(cluster);
    }
    codec = options.codecs().create(InterestUpdate.class, options.interestUpdates());
    last = new HashMap<>();
    new TopicReader(options.clientProperties())
        .read(
            options.interestUpdates(),
            record -> last.put(new String(record.key(), StandardCharsets.UTF_8), record.value()));
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  private static String anyViewer() throws RecordDecodeException {
    for (Map.Entry<String, byte[]> entry : last.entrySet()) {
      if (!codec.decode(entry.getValue()).getInterests().isEmpty()) {
        return entry.getKey();
      }
    }
    throw new AssertionError("no viewer has interests");
  }

  /** Writes a changed update of a viewer, audits, and writes the correct one again. */
  private static AuditReport auditWith(Consumer<InterestUpdate> change) throws Exception {
    String viewer = anyViewer();
    InterestUpdate update = codec.decode(last.get(viewer));
    change.accept(update);
    return auditWith(viewer, codec.encode(update));
  }

  private static AuditReport auditWith(String viewer, byte[] value) throws Exception {
    stage.sendTo(options.interestUpdates(), viewer, value);
    stage.flush();
    AuditReport report = stage.audit(options);
    stage.sendTo(options.interestUpdates(), viewer, last.get(viewer));
    stage.flush();
    return report;
  }

  @Test
  void aVectorThatDiffersByALittleIsAMismatch() throws Exception {
    AuditReport report =
        auditWith(
            update -> {
              List<Float> vector = new ArrayList<>(update.getInterests().get(1).getVector());
              vector.set(3, vector.get(3) + 2e-5f);
              update.getInterests().get(1).setVector(vector);
            });
    assertThat(report.holds()).isFalse();
    assertThat(report.mismatches()).isEqualTo(1);
    assertThat(report.maxAbsDifference()).isBetween(1e-5, 3e-5);
    assertThat(report.examples().get(0)).contains("vector 1: differs by ");
  }

  @Test
  void aVectorThatIsNoNumberIsAMismatch() throws Exception {
    AuditReport report =
        auditWith(
            update -> {
              List<Float> general = new ArrayList<>(update.getGeneral());
              general.set(0, Float.NaN);
              update.setGeneral(general);
            });
    assertThat(report.mismatches()).isEqualTo(1);
  }

  @Test
  void aSequenceNumberThatIsNotTheNumberOfChangesIsAMismatch() throws Exception {
    AuditReport report = auditWith(update -> update.setSequence(update.getSequence() + 1));
    assertThat(report.examples().get(0)).contains("sequence: ");
  }

  @Test
  void missingInterestsAreAMismatch() throws Exception {
    AuditReport report = auditWith(update -> update.setInterests(List.of()));
    assertThat(report.examples().get(0)).contains("interests: 0 (expected: 3)");
  }

  @Test
  void anUpdateOfAViewerWithoutEventsIsAMismatch() throws Exception {
    stage.sendTo(options.interestUpdates(), "nobody", last.get(anyViewer()));
    stage.flush();
    assertThat(stage.audit(options).examples().get(0)).contains("viewer nobody: an update");
    stage.sendTo(options.interestUpdates(), "nobody", null);
    stage.flush();
    assertThat(stage.audit(options).holds()).isTrue();
  }

  @Test
  void aViewerWhoWasErasedIsCountedAndNotCompared() throws Exception {
    String compared = anyViewer();
    String viewer =
        last.keySet().stream().filter(user -> !user.equals(compared)).findFirst().orElseThrow();
    stage.sendTo(options.interestUpdates(), viewer, null);
    stage.flush();
    AuditReport report = stage.audit(options);
    assertThat(report.holds()).isTrue();
    assertThat(report.erased()).isPositive();
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void deadLettersThatAreMissingOrTooManyAreMismatches() throws Exception {
    // The job is stopped, so only this test writes the dead letter.
    stage.send(options, "k", new byte[] {1, 2, 3});
    stage.flush();
    AuditReport missing = stage.audit(options);
    assertThat(missing.mismatches()).isEqualTo(1);
    assertThat(missing.examples().get(0)).contains("an invalid event (expected: a dead letter)");
    long[] position = new long[2];
    new TopicReader(options.clientProperties())
        .read(
            options.watchEvents(),
            record -> {
              if (record.value().length == 3) {
                position[0] = record.partition();
                position[1] = record.offset();
              }
            });
    stage.sendTo(options.deadLetters(), "k", letter((int) position[0], position[1]));
    stage.flush();
    assertThat(stage.audit(options).holds()).isTrue();

    stage.sendTo(options.deadLetters(), "k", letter((int) position[0], 0));
    stage.flush();
    assertThat(stage.audit(options).examples().get(0)).contains("a dead letter (expected: none");
  }

  private static byte[] letter(int partition, long offset) {
    return options
        .codecs()
        .create(DeadLetter.class, options.deadLetters())
        .encode(
            DeadLetter.newBuilder()
                .setKeyLength(-1)
                .setValueLength(-1)
                .setHeaderCount(0)
                .setTimestampType(TimestampType.CREATE_TIME)
                .setTopic(options.watchEvents())
                .setPartition(partition)
                .setOffset(offset)
                .setTimestamp(Instant.EPOCH)
                .setErrorClass("test")
                .setErrorMessage("test")
                .setJobVersion("test")
                .build());
  }
}
