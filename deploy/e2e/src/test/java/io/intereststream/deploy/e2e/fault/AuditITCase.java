package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.TopicReader;
import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.Interest;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.TimestampType;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The audit finds each kind of error. A real job fills the topics and is stopped. Each test
 * introduces one error, runs the audit, and repairs the topic. To replace the update that a reader
 * holds, it publishes a null value and an update.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class AuditITCase {
  private static final String ERASED = "erased";
  private static final String REBORN = "reborn";
  private static final String TWO = "two";

  @TempDir private static Path parent;
  private static Stage stage;
  private static JobOptions options;
  private static RecordCodec<InterestUpdate> codec;
  private static RecordCodec<WatchEvent> events;

  /** What the job published last of each viewer. */
  private static final Map<String, byte[]> LAST = new HashMap<>();

  /** What the job published of each viewer before that and before null values. */
  private static final Map<String, byte[]> FIRST = new HashMap<>();

  @BeforeAll
  static void run() throws Exception {
    stage = new Stage(parent);
    stage.publish("r2");
    stage.activate("r1");
    try (LocalCluster cluster = stage.start()) {
      options = cluster.options();
      codec =
          options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
      events = options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
      stage.send(options, 500);
      watch(ERASED, 1);
      watch(REBORN, 1);
      watch(TWO, 1);
      watch(TWO, 2);
      stage.send(options, "k", new byte[] {1, 2, 3});
      stage.audit(cluster);
      stage.erase(options, ERASED);
      stage.erase(options, REBORN);
      stage.audit(cluster);
      watch(REBORN, 2);
      watch(REBORN, 3);
      stage.audit(cluster);
    }
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().interestUpdates(),
            record -> {
              String viewer = new String(record.key(), StandardCharsets.UTF_8);
              if (record.value() != null) {
                FIRST.putIfAbsent(viewer, record.value());
              }
              LAST.put(viewer, record.value());
            });
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  /** A positive event of a viewer. */
  private static void watch(String viewer, int item) {
    stage.send(
        options,
        viewer,
        events.encode(
            WatchEvent.newBuilder()
                .setEventId(viewer + "-" + item)
                .setUserId(viewer)
                .setItemId("item-" + item)
                .setEventTime(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setWatchMs(20_000)
                .setDurationMs(10_000L)
                .build()));
    stage.flush();
  }

  private static String anyViewer() throws RecordDecodeException {
    for (Map.Entry<String, byte[]> entry : LAST.entrySet()) {
      if (entry.getValue() != null
          && !entry.getKey().equals(REBORN)
          && codec.decode(entry.getValue()).getInterests().size() > 1) {
        return entry.getKey();
      }
    }
    throw new AssertionError("no viewer has interests");
  }

  private static AuditReport audit() throws Exception {
    stage.flush();
    stage.commitPositions(options);
    return stage.audit(options);
  }

  private static void put(String viewer, byte[] value) {
    stage.sendTo(options.topics().interestUpdates(), viewer, value);
  }

  /** Audits with some values of a viewer on the topic, and then makes it right again. */
  private static AuditReport auditWith(String viewer, List<byte[]> values) throws Exception {
    put(viewer, null);
    values.forEach(value -> put(viewer, value));
    AuditReport report = audit();
    put(viewer, null);
    byte[] last = LAST.get(viewer);
    if (last != null) {
      put(viewer, last);
    }
    assertThat(audit().examples()).isEmpty();
    assertThat(report.holds()).isFalse();
    assertThat(report.mismatches()).isEqualTo(1);
    return report;
  }

  /** Audits with a changed update of a viewer. */
  private static AuditReport auditWith(String viewer, Consumer<InterestUpdate> change)
      throws Exception {
    InterestUpdate update = codec.decode(LAST.get(viewer));
    change.accept(update);
    return auditWith(viewer, List.of(codec.encode(update)));
  }

  private static AuditReport auditWith(Consumer<InterestUpdate> change) throws Exception {
    return auditWith(anyViewer(), change);
  }

  private static List<Float> changed(List<Float> vector, int at, float by) {
    List<Float> changed = new ArrayList<>(vector);
    changed.set(at, changed.get(at) + by);
    return changed;
  }

  @Test
  void wrong01ALostEvent() throws Exception {
    String viewer = "loser";
    watch(viewer, 1);
    assertThat(audit().examples().get(0)).contains("viewer loser: no update (expected: one");
    stage.erase(options, viewer);
    put(viewer, null);
    assertThat(audit().examples()).isEmpty();
  }

  @Test
  void wrong02AnUpdateWithoutTheLastEvent() throws Exception {
    AuditReport report =
        auditWith(
            update -> {
              update.setSequence(update.getSequence() - 1);
              update.setHistorySize(update.getHistorySize() - 1);
            });
    assertThat(report.examples().get(0)).contains("sequence: ");
  }

  @Test
  void wrong03AnEventThatIsCountedTwice() throws Exception {
    AuditReport report = auditWith(update -> update.setSequence(update.getSequence() + 1));
    assertThat(report.examples().get(0)).contains("sequence: ");
  }

  @Test
  void wrong04AHistoryWithoutItsFirstEvent() throws Exception {
    AuditReport report =
        auditWith(
            TWO,
            update -> {
              update.getBegan().setOffset(update.getEvent().getOffset());
              update.setSequence(1);
              update.setHistorySize(1);
            });
    assertThat(report.examples().get(0)).contains("viewer two: its history began at ");
  }

  @Test
  void wrong05AVectorThatDiffersByALittle() throws Exception {
    AuditReport report =
        auditWith(
            update -> {
              Interest interest = update.getInterests().get(1);
              interest.setVector(changed(interest.getVector(), 3, 2e-5f));
            });
    assertThat(report.maxAbsDifference()).isBetween(1e-5, 3e-5);
    assertThat(report.examples().get(0)).contains("interest 1 vector: differs by ");
  }

  @Test
  void wrong06AVectorThatIsNoNumber() throws Exception {
    AuditReport report =
        auditWith(update -> update.setGeneral(changed(update.getGeneral(), 0, Float.NaN)));
    assertThat(report.examples().get(0)).contains("general: differs");
  }

  @Test
  void wrong07AWeight() throws Exception {
    AuditReport report =
        auditWith(
            update -> {
              Interest interest = update.getInterests().get(0);
              interest.setWeight(interest.getWeight() + 1e-3f);
            });
    assertThat(report.examples().get(0)).contains("interest 0 weight: differs by ");
  }

  @Test
  void wrong08ACategory() throws Exception {
    AuditReport report =
        auditWith(
            update -> {
              Interest interest = update.getInterests().get(0);
              interest.setCategory(interest.getCategory() + 1);
            });
    assertThat(report.examples().get(0)).contains("interest 0 category: ");
  }

  @Test
  void wrong09MissingInterests() throws Exception {
    AuditReport report = auditWith(update -> update.setInterests(List.of()));
    assertThat(report.examples().get(0)).contains("interests: 0 (expected: ");
  }

  @Test
  void wrong10AHistorySize() throws Exception {
    AuditReport report = auditWith(update -> update.setHistorySize(update.getHistorySize() + 1));
    assertThat(report.examples().get(0)).contains("history_size: ");
  }

  @Test
  void wrong11TheLabelOfAnotherRelease() throws Exception {
    AuditReport report =
        auditWith(
            update -> {
              update.setRelease("r2");
              update.setReleaseEpoch(update.getReleaseEpoch() + 1);
            });
    assertThat(report.examples().get(0)).contains("differs by ");
  }

  @Test
  void wrong12AReleaseThatIsNotThere() throws Exception {
    AuditReport report =
        auditWith(
            update -> {
              update.setRelease("r9");
              update.setReleaseEpoch(update.getReleaseEpoch() + 1);
            });
    assertThat(report.examples().get(0)).contains("r9");
  }

  /** Readers keep the update with the higher epoch, so they would hold the old one. */
  @Test
  void wrong13AnEpochThatGoesBack() throws Exception {
    String viewer = anyViewer();
    InterestUpdate before = codec.decode(LAST.get(viewer));
    before.setReleaseEpoch(before.getReleaseEpoch() + 3);
    AuditReport report = auditWith(viewer, List.of(codec.encode(before), LAST.get(viewer)));
    assertThat(report.examples().get(0)).contains("the last update on the topic has ");
  }

  @Test
  void wrong14TheLastUpdateIsAnOlderOne() throws Exception {
    String viewer = anyViewer();
    InterestUpdate older = codec.decode(LAST.get(viewer));
    older.setSequence(older.getSequence() - 1);
    AuditReport report = auditWith(viewer, List.of(LAST.get(viewer), codec.encode(older)));
    assertThat(report.examples().get(0)).contains("the last update on the topic has ");
  }

  @Test
  void wrong15TwoUpdatesOfOneOrder() throws Exception {
    String viewer = anyViewer();
    InterestUpdate other = codec.decode(LAST.get(viewer));
    other.setHistorySize(other.getHistorySize() + 1);
    AuditReport report = auditWith(viewer, List.of(codec.encode(other), LAST.get(viewer)));
    assertThat(report.examples().get(0)).contains("differ: history_size");
  }

  @Test
  void wrong16AGenerationThatIsTooLowAfterAnErasure() throws Exception {
    AuditReport report =
        auditWith(
            REBORN, update -> update.setGeneration(decode(FIRST.get(REBORN)).getGeneration()));
    assertThat(report.examples().get(0)).contains("a generation above its erasure at ");
  }

  @Test
  void wrong17AMissingNullValueAfterAnErasure() throws Exception {
    assertThat(LAST).containsKey(ERASED);
    assertThat(LAST.get(ERASED)).isNull();
    AuditReport report = auditWith(ERASED, List.of(FIRST.get(ERASED)));
    assertThat(report.examples().get(0)).contains("viewer erased: an update of generation ");
  }

  @Test
  void wrong18ANullValueWithoutAnErasure() throws Exception {
    AuditReport report = auditWith(anyViewer(), List.of());
    assertThat(report.examples().get(0)).contains("a null value (expected: an update");
  }

  @Test
  void wrong19AnUpdateOfAViewerWithoutEvents() throws Exception {
    InterestUpdate update = codec.decode(LAST.get(anyViewer()));
    update.setUserId("nobody");
    AuditReport report = auditWith("nobody", List.of(codec.encode(update)));
    assertThat(report.examples().get(0)).contains("viewer nobody: an update (expected: none");
  }

  @Test
  void wrong20AnUpdateUnderAnotherViewersKey() throws Exception {
    String viewer = anyViewer();
    String other =
        LAST.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(viewer) && entry.getValue() != null)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    AuditReport report = auditWith(viewer, List.of(LAST.get(other)));
    assertThat(report.examples().get(0)).contains("user_id: " + other);
  }

  @Test
  void wrong21AMissingDeadLetter() throws Exception {
    stage.send(options, "k", new byte[] {1, 2, 3});
    stage.flush();
    AuditReport missing = audit();
    assertThat(missing.mismatches()).isEqualTo(1);
    assertThat(missing.examples().get(0)).contains("invalid, without a dead letter (expected:");
    String place = missing.examples().get(0).replaceAll("^record .*-(\\d+@\\d+):.*", "$1");
    String[] position = place.split("@");
    letter(Integer.parseInt(position[0]), Long.parseLong(position[1]));
    assertThat(audit().examples()).isEmpty();
  }

  /** The last test: a letter cannot be taken back. */
  @Test
  void wrong22ADeadLetterAboutAValidEvent() throws Exception {
    InterestUpdate update = codec.decode(LAST.get(REBORN));
    letter(update.getEvent().getPartition(), update.getEvent().getOffset());
    AuditReport report = audit();
    assertThat(report.mismatches()).isEqualTo(1);
    assertThat(report.examples().get(0)).contains("valid, but has a dead letter (expected: none)");
  }

  private static InterestUpdate decode(byte[] value) {
    try {
      return codec.decode(Objects.requireNonNull(value));
    } catch (RecordDecodeException e) {
      throw new AssertionError(e);
    }
  }

  private static void letter(int partition, long offset) {
    stage.sendTo(
        options.topics().deadLetters(),
        "k",
        options
            .kafka()
            .codecs()
            .create(DeadLetter.class, options.topics().deadLetters())
            .encode(
                DeadLetter.newBuilder()
                    .setKeyLength(-1)
                    .setValueLength(-1)
                    .setHeaderCount(0)
                    .setTopic(options.topics().watchEvents())
                    .setPartition(partition)
                    .setOffset(offset)
                    .setTimestamp(Instant.EPOCH)
                    .setTimestampType(TimestampType.CREATE_TIME)
                    .setErrorClass("test")
                    .setErrorMessage("test")
                    .setJobVersion("test")
                    .build()));
  }
}
