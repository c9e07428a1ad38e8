package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.intereststream.schema.ModelRelease;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseSourceTest {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

  @TempDir private Path folder;
  private AliasFiles files;
  private ReleaseSource source;
  private SourceHarness harness;
  private final MemoryLog log = new MemoryLog();

  @BeforeEach
  void publish() throws Exception {
    files = new AliasFiles(folder);
    files.publish("v1");
    files.publish("v2");
    files.publish("v3");
    files.point("production", "v1");
    source =
        new ReleaseSource(
            files.resolver("production"),
            files.resolver("candidate"),
            files.announced("v1", 1),
            POLL_INTERVAL,
            log,
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  /** Starts a source, from a checkpoint on unless that is null. */
  private void start(ReleaseSource started, byte[] checkpoint) throws Exception {
    harness = new SourceHarness(started, checkpoint);
  }

  @AfterEach
  void close() throws Exception {
    if (harness != null) {
      harness.close();
    }
  }

  /** Waits until the reader has emitted these announcements, and no others. */
  private void awaitEmitted(String... expected) {
    await()
        .pollInSameThread()
        .pollInterval(POLL_INTERVAL)
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(harness.emitted()).containsExactly(expected));
  }

  /** Waits until the reader has emitted an announcement, among others. */
  private void awaitAmongEmitted(String expected) {
    await()
        .pollInSameThread()
        .pollInterval(POLL_INTERVAL)
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(harness.emitted()).contains(expected));
  }

  @Test
  void emitsTheFirstReleaseAndThenEachOtherThatTheAliasNames() throws Exception {
    start(source, null);
    awaitEmitted("production v1 1", "candidate none");
    files.point("production", "v2");
    awaitEmitted("production v1 1", "candidate none", "production v2 2");
    files.point("candidate", "v3");
    awaitEmitted("production v1 1", "candidate none", "production v2 2", "candidate v3 1");
    files.point("production", "v1");
    awaitEmitted(
        "production v1 1",
        "candidate none",
        "production v2 2",
        "candidate v3 1",
        "production v1 3");
  }

  @Test
  void aFaultIsEmittedAndTheReleaseThatTheAliasNamesAfterwards() throws Exception {
    start(source, null);
    awaitEmitted("production v1 1", "candidate none");
    files.point("production", "v4");
    String fault =
        "production fault: "
            + files.manifest("v4")
            + ": missing (expected: a file; check that interest-stream.release.registry is a model"
            + " registry)";
    awaitEmitted("production v1 1", "candidate none", fault);
    files.publish("v4");
    awaitEmitted("production v1 1", "candidate none", fault, "production v4 2");
  }

  @Test
  void aCheckpointKeepsTheEpochsAndTheNextOneIsHigher() throws Exception {
    files.point("candidate", "v3");
    start(source, null);
    files.point("production", "v2");
    awaitAmongEmitted("production v2 2");
    files.point("production", "v3");
    awaitAmongEmitted("production v3 3");
    files.point("production", "v2");
    awaitAmongEmitted("production v2 4");
    awaitAmongEmitted("candidate v3 1");
    byte[] checkpoint = harness.checkpoint();
    harness.close();

    start(source, checkpoint);
    awaitEmitted("production v2 4", "candidate v3 1");
    files.point("production", "v3");
    awaitEmitted("production v2 4", "candidate v3 1", "production v3 5");
  }

  @Test
  void anOldCheckpointIsFollowedByAnEpochAboveAllThatWereGiven() throws Exception {
    start(source, null);
    awaitEmitted("production v1 1", "candidate none");
    byte[] checkpoint = harness.checkpoint();
    files.point("production", "v2");
    awaitAmongEmitted("production v2 2");
    files.point("production", "v1");
    awaitAmongEmitted("production v1 3");
    harness.close();

    start(source, checkpoint);
    awaitAmongEmitted("production v1 4");
  }

  @Test
  void theReleaseOfACheckpointIsTakenFromTodaysRegistryUnderItsEpoch() throws Exception {
    AliasFiles elsewhere = new AliasFiles(folder.resolve("elsewhere"));
    SimpleVersionedSerializer<Announced> serializer = source.getEnumeratorCheckpointSerializer();
    Announced before = new Announced(elsewhere.announced("v1", 4), elsewhere.announced("v2", 2));
    Announced restored =
        source.restoreEnumerator(new SteppedContext(), copy(serializer, before)).snapshotState(1);
    assertThat(restored)
        .isEqualTo(new Announced(files.announced("v1", 4), files.announced("v2", 2)));
  }

  @Test
  void aReaderThatReplacesAFailedOneHearsOfTheLatestReleaseAgain() throws Exception {
    start(source, null);
    awaitEmitted("production v1 1", "candidate none");
    harness.checkpoint();
    files.point("production", "v2");
    awaitEmitted("production v1 1", "candidate none", "production v2 2");
    harness.failReader();
    awaitEmitted("production v2 2", "candidate none");
  }

  @Test
  void neverEnds() {
    assertThat(source.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
  }

  @Test
  void travelsToTheCluster() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(source);
    }
    ReleaseSource arrived;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      arrived = (ReleaseSource) in.readObject();
    }
    files.point("production", "v2");
    start(arrived, null);
    awaitAmongEmitted("production v2 2");
  }

  @Test
  void splitsComeBackFromTheirBytes() throws Exception {
    ModelRelease release = files.announced("v1", Long.MAX_VALUE);
    for (Announcement announcement :
        List.of(
            Announcement.production(release),
            Announcement.candidate(release),
            Announcement.candidate(null),
            Announcement.fault(false, "aliases/production: version: ‘ä𝄞’ (expected: …)"),
            Announcement.fault(true, "x"))) {
      AnnouncementSplit split = new AnnouncementSplit(announcement);
      AnnouncementSplit back = copy(source.getSplitSerializer(), split);
      assertThat(back.announcement()).usingRecursiveComparison().isEqualTo(announcement);
      assertThat(back.splitId()).isEqualTo(split.splitId());
    }
  }

  @Test
  void whatWasAnnouncedComesBackFromItsBytes() throws Exception {
    Announced both = new Announced(files.announced("v1", 7), files.announced("v2", 3));
    assertThat(copy(source.getEnumeratorCheckpointSerializer(), both)).isEqualTo(both);
    Announced one = new Announced(files.announced("v1", 7), null);
    assertThat(copy(source.getEnumeratorCheckpointSerializer(), one)).isEqualTo(one);
  }

  @Test
  void splitsThatMayBeUnderWayTogetherHaveDifferentNames() throws Exception {
    ModelRelease release = files.announced("v1", 1);
    assertThat(
            List.of(
                Announcement.production(release),
                Announcement.production(files.announced("v2", 2)),
                Announcement.candidate(release),
                Announcement.candidate(null),
                Announcement.fault(true, "x"),
                Announcement.fault(false, "x"),
                Announcement.fault(false, "y")))
        .extracting(announcement -> new AnnouncementSplit(announcement).splitId())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99})
  void bytesOfAnUnknownVersionAreRejectedWithIt(int version) throws Exception {
    rejects(source.getSplitSerializer(), version);
    rejects(source.getEnumeratorCheckpointSerializer(), version);
  }

  private static void rejects(SimpleVersionedSerializer<?> serializer, int version) {
    assertThatThrownBy(() -> serializer.deserialize(version, new byte[100]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version " + version + " (expected: ");
  }

  @Test
  void bytesThatEndTooSoonAreRejected() throws Exception {
    SimpleVersionedSerializer<Announced> serializer = source.getEnumeratorCheckpointSerializer();
    byte[] bytes =
        serializer.serialize(new Announced(files.announced("v1", 7), files.announced("v2", 3)));
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> serializer.deserialize(serializer.getVersion(), part))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(IOException.class);
    }
  }

  private static <T> T copy(SimpleVersionedSerializer<T> serializer, T value) throws IOException {
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(value));
  }
}
