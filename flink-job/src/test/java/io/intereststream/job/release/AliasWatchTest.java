package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the watch announces, poll by poll, with real files. */
class AliasWatchTest {
  @TempDir private Path folder;
  private AliasFiles files;
  private SteppedContext context;
  private AliasWatch watch;
  private final MemoryLog log = new MemoryLog();

  @BeforeEach
  void publish() throws Exception {
    files = new AliasFiles(folder);
    files.publish("v1");
    files.publish("v2");
    files.publish("v3");
    files.point("production", "v1");
  }

  /** Starts a watch with a reader from a state, and returns its first announcements. */
  private List<String> start(Announced latest) {
    startWithoutReader(latest);
    register();
    return context.take();
  }

  private void startWithoutReader(Announced latest) {
    context = new SteppedContext();
    watch =
        new AliasWatch(
            context,
            files.resolver("production"),
            files.resolver("candidate"),
            latest,
            new ReleaseEpochs(log, () -> Instant.EPOCH, latest.production()),
            Duration.ofSeconds(7));
    watch.start();
  }

  private void register() {
    context.register(0);
    watch.addReader(0);
  }

  private List<String> poll() {
    context.poll();
    return context.take();
  }

  private List<String> startWithV1() throws Exception {
    return start(new Announced(files.announced("v1", 1), null));
  }

  @Test
  void bothAliasesArePolledAtTheIntervalFromTheStartOn() throws Exception {
    startWithV1();
    assertThat(context.periodic())
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.initialDelay()).isZero())
        .allSatisfy(each -> assertThat(each.period()).isEqualTo(7000));
  }

  @Test
  void aReaderHearsOfTheLatestReleasesAndOfNoOtherWhileTheAliasesStay() throws Exception {
    assertThat(startWithV1()).containsExactly("production v1 1", "candidate none");
    assertThat(poll()).isEmpty();
    assertThat(poll()).isEmpty();
    assertThat(context.count("aliasPollsFailed")).isZero();
  }

  @Test
  void anotherReleaseIsAnnouncedOnceAndSoIsTheWayBackEachWithAHigherEpoch() throws Exception {
    startWithV1();
    files.point("production", "v2");
    assertThat(poll()).containsExactly("production v2 2");
    assertThat(poll()).isEmpty();
    files.point("production", "v1");
    assertThat(poll()).containsExactly("production v1 3");
    assertThat(poll()).isEmpty();
  }

  @Test
  void aVersionWhoseManifestIsAnotherIsAnotherRelease() throws Exception {
    startWithV1();
    files.publish("v1", "rewritten");
    assertThat(poll()).containsExactly("production v1 2");
    assertThat(watch.snapshotState(1).production().getManifestSha256())
        .isEqualTo(AliasFiles.sha256("rewritten"));
    assertThat(poll()).isEmpty();
  }

  @Test
  void aReleaseIsOnTheLogBeforeItIsAnnounced() throws Exception {
    startWithV1();
    poll();
    files.point("production", "v2");
    log.breakDown(true);
    assertThat(poll()).containsExactly("production fault: topic release-events: no answer");
    assertThat(poll()).isEmpty();
    assertThat(context.count("aliasPollsFailed")).isEqualTo(2);
    log.breakDown(false);
    assertThat(poll()).containsExactly("production v2 2");
    assertThat(log.texts()).containsExactly("v1 1", "v2 2");
  }

  @Test
  void fromAnOldStateTheReleaseIsAnnouncedAgainAboveTheEpochsThatWereGivenSince() throws Exception {
    startWithV1();
    Announced old = watch.snapshotState(1);
    files.point("production", "v2");
    assertThat(poll()).containsExactly("production v2 2");
    files.point("production", "v1");
    assertThat(poll()).containsExactly("production v1 3");

    assertThat(start(old)).containsExactly("production v1 1", "candidate none");
    assertThat(poll()).containsExactly("production v1 4");
    assertThat(poll()).isEmpty();
    assertThat(watch.snapshotState(2).production()).isEqualTo(files.announced("v1", 4));
  }

  @Test
  void aFreshStartBehindAnOlderLogIsAnnouncedAgainToo() throws Exception {
    log.append(files.announced("v3", 9));
    startWithV1();
    assertThat(poll()).containsExactly("production v1 10");
  }

  @Test
  void aMissingAliasIsReportedOnceCountedEachTimeAndLookedForAgain() throws Exception {
    startWithV1();
    files.remove("production");
    assertThat(poll())
        .containsExactly(
            "production fault: "
                + files.alias("production")
                + ": missing (expected: a file; check that interest-stream.release.registry is a"
                + " model registry)");
    assertThat(poll()).isEmpty();
    assertThat(context.count("aliasPollsFailed")).isEqualTo(2);

    files.point("production", "v1");
    assertThat(poll()).as("the previous release").isEmpty();
    files.remove("production");
    assertThat(poll()).as("the same fault again").hasSize(1);
    files.point("production", "v2");
    assertThat(poll()).containsExactly("production v2 2");
    assertThat(context.count("aliasPollsFailed")).isEqualTo(3);
  }

  @Test
  void anAliasThatIsHalfWrittenIsReportedAndAnnouncedWhenItIsWhole() throws Exception {
    startWithV1();
    Files.writeString(files.alias("production"), "");
    assertThat(poll())
        .singleElement()
        .asString()
        .startsWith("production fault: " + files.alias("production") + ": version: ''");
    Files.writeString(files.alias("production"), "v");
    assertThat(poll())
        .singleElement()
        .asString()
        .startsWith("production fault: " + files.manifest("v") + ": missing");
    Files.writeString(files.alias("production"), "v2");
    assertThat(poll()).containsExactly("production v2 2");
    assertThat(context.count("aliasPollsFailed")).isEqualTo(2);
  }

  @Test
  void anAliasThatCannotBeReadIsReportedAndTriedAgain() throws Exception {
    startWithV1();
    files.remove("production");
    Files.createDirectory(files.alias("production"));
    assertThat(poll())
        .singleElement()
        .asString()
        .startsWith("production fault: " + files.alias("production") + ": cannot be read: ");
    Files.delete(files.alias("production"));
    files.point("production", "v2");
    assertThat(poll()).containsExactly("production v2 2");
  }

  @Test
  void aFaultWithoutAMessageIsReportedByItsKind() throws Exception {
    startWithV1();
    context.pollFailing(new IOException());
    context.pollFailing(new IOException(""));
    assertThat(context.take())
        .containsExactly(
            "production fault: java.io.IOException",
            "candidate fault: java.io.IOException",
            "production fault: java.io.IOException: ",
            "candidate fault: java.io.IOException: ");
  }

  @Test
  void thatTheEndOfTheJobInterruptsAPollIsNoFault() throws Exception {
    startWithV1();
    context.pollFailing(new IOException(new InterruptException("closed")));
    context.pollFailing(new InterruptedException());
    assertThat(context.take()).isEmpty();
    assertThat(context.count("aliasPollsFailed")).isZero();
  }

  @Test
  void theCandidateHasEpochsOfItsOwnAndMayGo() throws Exception {
    startWithV1();
    files.point("candidate", "v2");
    assertThat(poll()).containsExactly("candidate v2 1");
    assertThat(poll()).isEmpty();
    files.point("candidate", "v3");
    assertThat(poll()).containsExactly("candidate v3 2");
    files.remove("candidate");
    assertThat(poll()).containsExactly("candidate none");
    assertThat(poll()).isEmpty();
    assertThat(context.count("aliasPollsFailed")).isZero();
  }

  @Test
  void faultsOfTheTwoAliasesAreReportedSeparately() throws Exception {
    startWithV1();
    files.point("production", "gone");
    files.point("candidate", "gone");
    String fault = "fault: " + files.manifest("gone") + ": missing";
    List<String> both = poll();
    assertThat(both).hasSize(2);
    assertThat(both.get(0)).startsWith("production " + fault);
    assertThat(both.get(1)).startsWith("candidate " + fault);

    files.point("production", "v2");
    assertThat(poll()).containsExactly("production v2 2");
    files.point("candidate", "v3");
    assertThat(poll()).containsExactly("candidate v3 1");
  }

  @Test
  void aReaderThatComesLateOrAnewHearsOfFaultsThatLast() throws Exception {
    files.point("production", "gone");
    startWithoutReader(new Announced(files.announced("v1", 1), null));
    assertThat(poll()).as("without a reader").isEmpty();
    register();
    List<String> heard = context.take();
    assertThat(heard).hasSize(3).startsWith("production v1 1", "candidate none");
    assertThat(heard.get(2))
        .startsWith("production fault: " + files.manifest("gone") + ": missing");

    context.unregister(0);
    files.point("production", "v2");
    assertThat(poll()).as("without a reader").isEmpty();
    register();
    assertThat(context.take()).containsExactly("production v2 2", "candidate none");
  }

  @Test
  void announcementsThatAReaderHadWhenItFailedAreMadeAgain() throws Exception {
    startWithV1();
    files.point("production", "v2");
    poll();
    context.unregister(0);
    watch.addSplitsBack(
        List.of(new AnnouncementSplit(Announcement.production(files.announced("v2", 2)))), 0);
    register();
    assertThat(context.take()).containsExactly("production v2 2", "candidate none");
  }

  @Test
  void fromAStateTheWatchGoesOnWithItsEpochs() throws Exception {
    startWithV1();
    files.point("production", "v2");
    files.point("candidate", "v3");
    poll();
    Announced state = watch.snapshotState(1);
    assertThat(state.production()).isEqualTo(files.announced("v2", 2));
    assertThat(state.candidate()).isEqualTo(files.announced("v3", 1));

    assertThat(start(state)).containsExactly("production v2 2", "candidate v3 1");
    assertThat(poll()).isEmpty();
    files.point("production", "v3");
    files.point("candidate", "v1");
    assertThat(poll()).containsExactly("production v3 3", "candidate v1 2");
  }

  @Test
  void anAliasThatMovedWhileTheJobWasDownIsAnnouncedAtTheFirstPoll() throws Exception {
    files.point("production", "v2");
    assertThat(start(new Announced(files.announced("v1", 5), files.announced("v3", 2))))
        .containsExactly("production v1 5", "candidate v3 2");
    assertThat(poll()).containsExactly("production v2 6", "candidate none");
  }
}
