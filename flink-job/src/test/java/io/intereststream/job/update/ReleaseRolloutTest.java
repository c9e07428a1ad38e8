package io.intereststream.job.update;

import static io.intereststream.job.update.InMemoryUpdater.announcement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.intereststream.job.TestRegistry;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.update.InMemoryUpdater.Settings;
import io.intereststream.job.update.InMemoryUpdater.Update;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ReleaseRollout} without Flink. */
class ReleaseRolloutTest {
  private static final int VIEWERS = 20;

  @TempDir private static Path folder;
  private static Release first;
  private static Release second;
  private static Release third;

  @BeforeAll
  static void publish() throws Exception {
    TestRegistry registry = new TestRegistry(folder);
    first = registry.publish("first", 40, 100);
    second = registry.publish("second", 40, 100);
    third = registry.publish("third", 40, 100);
  }

  @AfterAll
  static void close() {
    first.close();
    second.close();
    third.close();
  }

  /** Viewers v-00 to v-19, seen at 1000 ms. */
  private static InMemoryUpdater withViewers(Settings settings) throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(settings, first);
    for (int i = 0; i < VIEWERS; i++) {
      updater.like("v-%02d".formatted(i), "item-" + i, 10);
    }
    updater.advanceTo(1010);
    updater.take();
    return updater;
  }

  private static List<ReleaseEventKind> kinds(InMemoryUpdater updater) {
    return updater.reports.stream().map(ReleaseEvent::getKind).toList();
  }

  @Test
  void aReleaseIsActivatedAtTheTickAfterItIsLoaded() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().batchSize(1), first);
    updater.announce(second, 2);
    updater.like("u", "item-1", 10);
    updater.advanceTo(1010);
    updater.releases.load(second);
    updater.like("u", "item-2", 20);
    assertThat(updater.take())
        .extracting(Update::release, Update::epoch)
        .containsExactly(tuple("first", 1L), tuple("first", 1L));

    updater.advanceTo(1020);
    updater.like("u", "item-3", 30);
    assertThat(updater.take())
        .extracting(Update::release, Update::epoch)
        .containsExactly(tuple("second", 2L));
    assertThat(kinds(updater))
        .containsExactly(ReleaseEventKind.VALIDATED, ReleaseEventKind.ACTIVATED);
    assertThat(updater.reports.get(1).getReplaces()).isEqualTo("first");
    assertThat(updater.comparisons).isEqualTo(1);
    assertThat(updater.releases.uses).containsEntry("first", 0).containsEntry("second", 1);
  }

  @Test
  void whoWaitsInABatchIsPublishedUnderTheReleaseThatWasActive() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    updater.like("u", "item-1", 10);
    updater.releases.load(second);
    updater.announce(second, 2);
    assertThat(updater.take())
        .extracting(Update::release, Update::epoch)
        .containsExactly(tuple("first", 1L));
    assertThat(updater.active.epoch()).isEqualTo(2);
  }

  @Test
  void whoWasSeenLatelyIsReembeddedSpreadOverTheTimeAndTheOthersAreNot() throws Exception {
    InMemoryUpdater updater = withViewers(new Settings());
    updater.advanceTo(26_000);
    for (int i = 0; i < VIEWERS / 2; i++) {
      updater.like("v-%02d".formatted(i), "item-30", 20);
    }
    updater.advanceTo(31_500);
    updater.take();
    updater.releases.load(second);
    updater.announce(second, 2);

    updater.advanceTo(31_500 + 2_000);
    assertThat(updater.take()).as("a fifth of the time goes by first").hasSizeLessThan(2);
    assertThat(updater.rollout.progress()).isLessThan(0.1);
    updater.advanceTo(31_500 + 5_000);
    assertThat(updater.take().size()).isBetween(4, 8);
    assertThat(updater.rollout.progress()).isBetween(0.3, 0.5);
    updater.advanceTo(31_500 + 11_000);
    updater.take();
    assertThat(updater.rollout.progress()).isEqualTo(1);
    assertThat(updater.reembedded).isEqualTo(VIEWERS / 2);
    for (int i = 0; i < VIEWERS; i++) {
      assertThat(updater.state("v-%02d".formatted(i)).isOf(tag(second))).isEqualTo(i < VIEWERS / 2);
    }
    ReleaseEvent done = updater.reports.get(2);
    assertThat(done.getKind()).isEqualTo(ReleaseEventKind.REEMBEDDED);
    assertThat(done.getViewers()).isEqualTo(VIEWERS / 2);
    assertThat(done.getDurationMs()).isBetween(9_000L, 11_000L);
    assertThat(updater.openWalks).isZero();
    assertThat(updater.timers("tick")).isEmpty();
  }

  @Test
  void allOthersAreReembeddedAfterThem() throws Exception {
    InMemoryUpdater updater =
        withViewers(new Settings().reembedOthersWithin(Duration.ofSeconds(100)));
    updater.advanceTo(40_000);
    updater.like("v-00", "item-30", 20);
    updater.advanceTo(40_500);
    updater.take();
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.advanceTo(51_000);
    assertThat(updater.take()).extracting(Update::userId).containsExactly("v-00");
    updater.advanceTo(151_000);
    assertThat(updater.take())
        .extracting(Update::userId)
        .doesNotHaveDuplicates()
        .hasSize(VIEWERS - 1);
    assertThat(kinds(updater))
        .containsExactly(
            ReleaseEventKind.VALIDATED,
            ReleaseEventKind.ACTIVATED,
            ReleaseEventKind.REEMBEDDED,
            ReleaseEventKind.REEMBEDDED_ALL);
    assertThat(updater.reports.get(3).getViewers()).isEqualTo(VIEWERS - 1);
    assertThat(updater.openWalks).isZero();
  }

  @Test
  void theSameReleaseUnderAHigherEpochIsPublishedAgain() throws Exception {
    InMemoryUpdater updater = withViewers(new Settings());
    updater.announce(first, 9);
    updater.advanceTo(12_100);
    assertThat(updater.take())
        .hasSize(VIEWERS)
        .allMatch(update -> update.epoch() == 9 && update.release().equals("first"));
  }

  private static long tag(Release release) {
    return Long.parseUnsignedLong(release.manifestSha256().substring(0, 16), 16);
  }

  @Test
  void aReembeddedViewerIsRepublishedWithTheSameSequenceAndWithoutAnEvent() throws Exception {
    InMemoryUpdater updater = withViewers(new Settings());
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.advanceTo(12_100);
    List<Update> updates = updater.take();
    assertThat(updates).extracting(Update::userId).doesNotHaveDuplicates().hasSize(VIEWERS);
    assertThat(updates)
        .allSatisfy(
            update -> {
              assertThat(update.sequence()).isEqualTo(1);
              assertThat(update.epoch()).isEqualTo(2);
              assertThat(update.event()).isNull();
              assertThat(update.timestamp()).isEqualTo(update.now());
            });
  }

  @Test
  void reembeddingPublishesAPendingUpdateWithItsEvent() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().interval(60_000), first);
    updater.like("u", "item-1", 10);
    updater.advanceTo(1010);
    updater.like("u", "item-2", 20);
    updater.take();
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.advanceTo(11_100);
    assertThat(updater.take())
        .extracting(Update::sequence, Update::event, Update::epoch)
        .containsExactly(tuple(2L, "u/item-2/20", 2L));
    assertThat(updater.state("u").pending()).isNull();
    // The timer of the update that is no longer pending comes, and publishes nothing.
    updater.advanceTo(100_000);
    assertThat(updater.take()).isEmpty();
  }

  @Test
  void whoWatchesMeanwhileIsNotReembeddedAgain() throws Exception {
    InMemoryUpdater updater = withViewers(new Settings());
    updater.releases.load(second);
    updater.announce(second, 2);
    for (int i = 0; i < VIEWERS; i++) {
      updater.like("v-%02d".formatted(i), "item-30", 20);
    }
    updater.advanceTo(1030);
    assertThat(updater.take()).hasSize(VIEWERS);
    updater.advanceTo(12_100);
    assertThat(updater.take()).isEmpty();
    assertThat(updater.reports.get(2).getViewers()).isZero();
  }

  @Test
  void aSliceEndsWhenItHasTakenItsTimeAndTheNextTickGoesOn() throws Exception {
    InMemoryUpdater updater = withViewers(new Settings().reembedWithin(Duration.ZERO));
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.nanosPerLook = 1_000_000; // a look at the time for each viewer, in a slice of 4 ms
    updater.advanceTo(1_020);
    assertThat(updater.take()).hasSize(3);
    updater.advanceTo(1_030);
    assertThat(updater.take()).hasSize(3);
    updater.nanosPerLook = 0;
    updater.advanceTo(1_040);
    assertThat(updater.take()).hasSize(VIEWERS - 6);
    assertThat(updater.rollout.progress()).isEqualTo(1);
  }

  @Test
  void reembeddingThatIsClosedEndsItsWalk() throws Exception {
    InMemoryUpdater updater = withViewers(new Settings());
    updater.rollout.reembed();
    assertThat(updater.openWalks).isEqualTo(1);
    updater.rollout.close();
    updater.rollout.close();
    assertThat(updater.openWalks).isZero();
    assertThat(updater.rollout.progress()).isEqualTo(1);
  }

  @Test
  void nobodyIsReembeddedWhereTheTimeIsZero() throws Exception {
    InMemoryUpdater updater = withViewers(new Settings().reembedSeenWithin(Duration.ZERO));
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.advanceTo(20_000);
    assertThat(updater.take()).isEmpty();
    assertThat(kinds(updater))
        .containsExactly(ReleaseEventKind.VALIDATED, ReleaseEventKind.ACTIVATED);
    assertThat(updater.timers("tick")).isEmpty();
  }

  @Test
  void aRestoredSubtaskBeginsAgainAndPassesOverWhoIsDone() throws Exception {
    InMemoryUpdater before = withViewers(new Settings());
    before.releases.load(second);
    before.announce(second, 2);
    before.advanceTo(6_000);
    int done = before.take().size();
    assertThat(done).isBetween(1, VIEWERS - 1);

    InMemoryUpdater after = new InMemoryUpdater(new Settings(), second, 2);
    after.stored.putAll(before.stored);
    after.rollout.reembed();
    after.advanceTo(20_000);
    assertThat(after.take()).hasSize(VIEWERS - done);
    assertThat(kinds(after)).containsExactly(ReleaseEventKind.REEMBEDDED);
  }

  @Test
  void anotherReleaseDuringReembeddingBeginsItAgain() throws Exception {
    InMemoryUpdater updater = withViewers(new Settings());
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.advanceTo(6_000);
    updater.take();
    updater.releases.load(third);
    updater.announce(third, 3);
    assertThat(updater.openWalks).isEqualTo(1);
    updater.advanceTo(17_000);
    assertThat(updater.take())
        .hasSize(VIEWERS)
        .allMatch(update -> update.epoch() == 3 && update.release().equals("third"));
    assertThat(updater.openWalks).isZero();
  }

  @Test
  void aReleaseThatCannotBeLoadedIsRejectedAndTheOldOneStaysActive() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().batchSize(1), first);
    updater.announce(second, 2);
    updater.releases.fail("second", new IOException("items.txt: missing"));
    updater.advanceTo(1010);
    updater.like("u", "item-1", 10);
    assertThat(updater.take()).extracting(Update::epoch).containsExactly(1L);
    ReleaseEvent rejected = updater.reports.get(0);
    assertThat(rejected.getKind()).isEqualTo(ReleaseEventKind.REJECTED);
    assertThat(rejected.getVersion()).isEqualTo("second");
    assertThat(rejected.getReplaces()).isEqualTo("first");
    assertThat(rejected.getReason()).isEqualTo("items.txt: missing");
    assertThat(updater.timers("tick")).isEmpty();
  }

  @Test
  void aReleaseThatWasActiveBeforeIsReportedAsRolledBack() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.announce(first, 3);
    assertThat(kinds(updater))
        .containsExactly(
            ReleaseEventKind.VALIDATED,
            ReleaseEventKind.ACTIVATED,
            ReleaseEventKind.VALIDATED,
            ReleaseEventKind.ROLLED_BACK);
    assertThat(updater.active.previous().getVersion()).isEqualTo("second");
  }

  @Test
  void aNewerAnnouncementAbandonsTheLoadBeforeIt() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    updater.announce(second, 2);
    updater.releases.load(third);
    updater.announce(third, 3);
    assertThat(updater.active.epoch()).isEqualTo(3);
    updater.releases.load(second);
    assertThat(updater.releases.uses).isEqualTo(Map.of("first", 0, "second", 0, "third", 1));
    updater.active.close();
    updater.active.close();
    assertThat(updater.releases.uses).containsEntry("third", 0);
  }

  @Test
  void anAnnouncementOlderThanTheOneThatIsBeingLoadedIsIgnored() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    updater.announce(third, 3);
    updater.releases.load(second);
    updater.announce(second, 2);
    assertThat(updater.active.epoch()).isEqualTo(1);
    updater.releases.load(third);
    updater.advanceTo(1010);
    assertThat(updater.active.announcement()).isEqualTo(announcement(third, 3));
  }

  @Test
  void lateAndRepeatedAnnouncementsChangeNothing() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first, 5);
    updater.releases.load(second);
    updater.announce(second, 4);
    updater.announce(second, 5);
    updater.advanceTo(2000);
    assertThat(updater.active.announcement()).isEqualTo(announcement(first, 5));
    assertThat(updater.reports).isEmpty();
    assertThat(updater.releases.uses).doesNotContainKey("second");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noViewersEpochEverGoesBack(long seed) throws Exception {
    Random random = new Random(seed);
    List<Release> all = List.of(first, second, third);
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    Map<String, Update> last = new HashMap<>();
    long now = 1000;
    for (int i = 0; i < 400; i++) {
      switch (random.nextInt(8)) {
        case 0 -> updater.announce(all.get(random.nextInt(3)), random.nextInt(1 + i / 10));
        case 1 -> updater.releases.load(all.get(random.nextInt(3)));
        default -> updater.like("user-" + random.nextInt(9), "item-" + random.nextInt(40), 10 * i);
      }
      now += random.nextInt(30);
      updater.advanceTo(now);
      for (Update update : updater.take()) {
        Update before = last.put(update.userId(), update);
        if (before != null) {
          assertThat(update.epoch()).isGreaterThanOrEqualTo(before.epoch());
          assertThat(update.sequence()).isGreaterThanOrEqualTo(before.sequence());
        }
      }
    }
    assertThat(updater.active.epoch()).isGreaterThan(1);
  }

  @Test
  void aCandidateIsEvaluatedAndNotActivated() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    ModelRelease candidate = announcement(second, 9);
    updater.rollout.onAnnouncement(Announcement.candidate(candidate));
    updater.rollout.onAnnouncement(Announcement.candidate(null));
    assertThat(updater.candidates).containsExactly(candidate, null);
    assertThat(updater.active.epoch()).isEqualTo(1);
    assertThat(updater.active.isChanging()).isFalse();
  }

  @Test
  void thatAnAliasNamesNoReleaseIsReportedByOneSubtask() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    updater.rollout.onAnnouncement(Announcement.fault(false, "aliases/production: missing"));
    updater.rollout.onAnnouncement(Announcement.fault(true, "aliases/next: broken"));
    assertThat(updater.reports)
        .extracting(ReleaseEvent::getKind, ReleaseEvent::getVersion, ReleaseEvent::getReason)
        .containsExactly(
            tuple(ReleaseEventKind.REJECTED, "production", "aliases/production: missing"),
            tuple(ReleaseEventKind.REJECTED, "next", "aliases/next: broken"));

    InMemoryUpdater another = new InMemoryUpdater(new Settings().ofAnotherSubtask(), first);
    another.rollout.onAnnouncement(Announcement.fault(false, "aliases/production: missing"));
    assertThat(another.reports).isEmpty();
  }
}
