package io.intereststream.job.update;

import static io.intereststream.job.update.InMemoryUpdater.GENERATION;
import static io.intereststream.job.update.InMemoryUpdater.MARKER_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.history.HistoryChange;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.Signal;
import io.intereststream.job.TestRegistry;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.update.InMemoryUpdater.Erasure;
import io.intereststream.job.update.InMemoryUpdater.Offer;
import io.intereststream.job.update.InMemoryUpdater.Settings;
import io.intereststream.job.update.InMemoryUpdater.Update;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link ViewerProcessor} without Flink: events and timers. */
class ViewerProcessorTest {
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  @TempDir private static Path folder;
  private static Release first;
  private static Release second;

  @BeforeAll
  static void publish() throws Exception {
    TestRegistry registry = new TestRegistry(folder);
    first = registry.publish("first", 40, 100);
    second = registry.publish("second", 40, 100);
  }

  @AfterAll
  static void close() {
    first.close();
    second.close();
  }

  /** A subtask in which nobody waits in a batch. */
  private static InMemoryUpdater unbatched() throws Exception {
    return new InMemoryUpdater(new Settings().batchSize(1), first);
  }

  private static void assertEncodes(Update update, Release release, int... rows) {
    try (ReferenceEncoder reference = release.reference()) {
      Interests expected = reference.encode(List.of(rows)).get(0);
      assertThat(update.release()).isEqualTo(release.version());
      assertThat(update.interests().count()).isEqualTo(expected.count());
      for (int i = 0; i < expected.count() * expected.dimension(); i++) {
        assertThat(update.interests().vectors()[i]).isCloseTo(expected.vectors()[i], within(1e-5f));
      }
    }
  }

  @Test
  void anEventIsAppendedAndPublishedWithTheNextSequenceNumber() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.like("u", "item-1", 10);
    updater.like("u", "item-2", 20);
    List<Update> updates = updater.take();
    assertThat(updates)
        .extracting(Update::sequence, Update::historySize, Update::event, Update::timestamp)
        .containsExactly(tuple(1L, 1, "u/item-1/10", 10L), tuple(2L, 2, "u/item-2/20", 20L));
    assertThat(updates).extracting(Update::now).containsOnly(1000L);
    assertThat(updates).extracting(Update::epoch).containsOnly(1L);
    assertEncodes(updates.get(1), first, 1, 2);
    assertThat(updater.changes).containsEntry(HistoryChange.APPENDED, 2);
  }

  @Test
  void aDuplicateNeitherStoresNorPublishesAnything() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.like("u", "item-1", 10);
    int writes = updater.writes;
    updater.take();
    updater.like("u", "item-1", 10);
    assertThat(updater.take()).isEmpty();
    assertThat(updater.writes).isEqualTo(writes);
    assertThat(updater.changes).containsEntry(HistoryChange.DUPLICATE, 1);
  }

  @Test
  void aLateEventIsPutInItsPlaceAndTheHistoryEncodedAfresh() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.like("u", "item-1", 10);
    updater.like("u", "item-3", 30);
    updater.like("u", "item-2", 20);
    assertThat(updater.changes).containsEntry(HistoryChange.INSERTED, 1);
    assertEncodes(updater.take().get(2), first, 1, 2, 3);
  }

  @Test
  void aHistoryThatGrewPastItsWindowIsCutAndWhatIsOlderThanTheCutComesTooLate() throws Exception {
    InMemoryUpdater updater = unbatched();
    for (int i = 1; i <= 5; i++) {
      updater.like("u", "item-" + i, 10 * i);
    }
    Update cut = updater.take().get(4);
    assertThat(cut.historySize()).isEqualTo(2);
    assertThat(cut.sequence()).isEqualTo(5);
    assertEncodes(cut, first, 4, 5);

    updater.like("u", "item-9", 29);
    assertThat(updater.take()).isEmpty();
    assertThat(updater.changes)
        .containsEntry(HistoryChange.CUT, 1)
        .containsEntry(HistoryChange.TOO_LATE, 1);
  }

  @Test
  void hidingAnItemRemovesItsEntriesAndHidingAnotherChangesNothing() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.like("u", "item-1", 10);
    updater.like("u", "item-2", 20);
    updater.like("u", "item-1", 30);
    updater.take();
    updater.hide("u", "item-3", 40);
    assertThat(updater.take()).isEmpty();
    updater.hide("u", "item-1", 50);
    Update update = updater.take().get(0);
    assertThat(update.historySize()).isEqualTo(1);
    assertThat(update.sequence()).isEqualTo(4);
    assertEncodes(update, first, 2);
    assertThat(updater.changes)
        .containsEntry(HistoryChange.REMEMBERED, 1)
        .containsEntry(HistoryChange.REMOVED, 1);
  }

  @Test
  void anUnknownItemStaysInTheHistoryAndTheEncoderSkipsIt() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.like("u", "of a later release", 10);
    updater.like("u", "item-2", 20);
    updater.like("u", "of a later release, too", 30);
    List<Update> updates = updater.take();
    assertThat(updates).extracting(Update::historySize).containsExactly(1, 2, 3);
    assertThat(updates.get(0).interests().count()).isZero();
    assertEncodes(updates.get(1), first, 2);
    assertEncodes(updates.get(2), first, 2);
  }

  @Test
  void aLongHistoryIsCarriedOnFromItsStoredState() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().window(50).batchSize(1), first);
    int[] rows = IntStream.range(0, 30).toArray();
    for (int row : rows) {
      updater.like("u", "item-" + row, 10 * row);
    }
    List<Update> updates = updater.take();
    assertEncodes(updates.get(29), first, rows);
    assertThat(updater.state("u").known()).isEqualTo(30);
  }

  @Test
  void anEventAfterTheTimeToLiveBeginsANewHistoryOfAHigherGeneration() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().ttl(100).batchSize(1), first);
    updater.like("u", "item-1", 600);
    updater.like("u", "item-2", 700);
    updater.like("u", "item-3", 801);
    List<Update> updates = updater.take();
    assertThat(updates)
        .extracting(Update::generation, Update::sequence, Update::historySize)
        .containsExactly(tuple(500L, 1L, 1), tuple(500L, 2L, 2), tuple(701L, 1L, 1));
    assertEncodes(updates.get(2), first, 3);
    assertThat(updater.erasures).isEmpty();
  }

  @Test
  void aNegativeActionThatBeginsANewHistoryTakesTheOldOneFromTheTopic() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().ttl(100).batchSize(1), first);
    updater.like("u", "item-1", 600);
    updater.hide("u", "item-2", 701);
    assertThat(updater.erasures).containsExactly(new Erasure("u", 701));
    updater.hide("u", "item-3", 702);
    assertThat(updater.erasures).hasSize(1);
    updater.like("u", "item-2", 701);
    assertThat(updater.changes).containsEntry(HistoryChange.NEGATIVE_BEFORE, 1);
  }

  @Test
  void aRememberedNegativeActionIsStoredAndPublishesNothing() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.hide("u", "item-1", 20);
    updater.like("u", "item-1", 10);
    assertThat(updater.take()).isEmpty();
    assertThat(updater.changes)
        .containsEntry(HistoryChange.REMEMBERED, 1)
        .containsEntry(HistoryChange.NEGATIVE_BEFORE, 1);
    updater.like("u", "item-1", 30);
    assertThat(updater.take()).extracting(Update::sequence).containsExactly(1L);
  }

  @Test
  void anErasureClearsTheViewerAndRefusesWhatIsNotNewer() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.like("u", "item-1", 600);
    updater.like("u", "item-2", 610);
    updater.take();
    updater.eraseViewer("u", 700);
    assertThat(updater.erasures).containsExactly(new Erasure("u", 700));
    updater.like("u", "item-3", 700);
    assertThat(updater.take()).isEmpty();
    assertThat(updater.changes).containsEntry(HistoryChange.BEFORE_ERASURE, 1);
    updater.like("u", "item-4", 701);
    assertThat(updater.take())
        .extracting(Update::generation, Update::sequence, Update::historySize)
        .containsExactly(tuple(701L, 1L, 1));
  }

  @Test
  void anErasureOfAViewerWhoWaitsInABatchComesAfterTheUpdate() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    updater.like("u", "item-1", 600);
    updater.eraseViewer("u", 700);
    assertThat(updater.take()).hasSize(1);
    assertThat(updater.erasures).hasSize(1);
    updater.advanceTo(2000);
    assertThat(updater.take()).isEmpty();
  }

  @Test
  void anErasureTakesThePendingUpdateWithIt() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().interval(100), first);
    updater.like("u", "item-1", 600);
    updater.advanceTo(1010);
    updater.like("u", "item-2", 610);
    updater.take();
    updater.eraseViewer("u", 700);
    updater.advanceTo(2000);
    assertThat(updater.take()).isEmpty();
  }

  @Test
  void aViewerWhoseEventsComeFromSeveralPartitionsIsCountedOnce() throws Exception {
    InMemoryUpdater updater = unbatched();
    for (int i = 0; i < 4; i++) {
      Watch watch = InMemoryUpdater.watch("u", Signal.POSITIVE, "item-" + i, 10 * i);
      watch.partition = i;
      updater.processor.process(watch, 10 * i);
    }
    assertThat(updater.severalPartitions).isEqualTo(1);
  }

  @Test
  void whileTheStateIsRebuiltNothingIsPublishedButErasures() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().rebuilds().batchSize(1), first);
    updater.like("u", "item-1", 600);
    updater.like("u", "item-2", 610);
    updater.like("v", "item-3", 600);
    updater.eraseViewer("w", 600);
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.advanceTo(60_000);
    assertThat(updater.take()).isEmpty();
    assertThat(updater.erasures).containsExactly(new Erasure("w", 600));

    updater.catchUp();
    updater.like("u", "item-3", 620);
    List<Update> live = updater.take();
    assertThat(live)
        .extracting(Update::userId, Update::sequence, Update::historySize)
        .containsExactly(tuple("u", 3L, 3));
    assertEncodes(live.get(0), second, 1, 2, 3);
    updater.advanceTo(80_000);
    List<Update> backfill = updater.take();
    assertThat(backfill)
        .extracting(Update::userId, Update::sequence, Update::event, Update::first)
        .containsExactly(tuple("v", 1L, null, true));
    assertEncodes(backfill.get(0), second, 3);
  }

  @Test
  void anErasureFromBeforeTheStartIsPublishedAfterTheRebuildUnlessTheViewerIsBack()
      throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().rebuilds().batchSize(1), first);
    updater.eraseViewer("gone", GENERATION - 1);
    updater.eraseViewer("back", GENERATION - 1);
    updater.like("back", "item-1", 600);
    updater.eraseViewer("back soon", 600);
    updater.like("back soon", "item-1", 700);
    updater.advanceTo(60_000);
    assertThat(updater.erasures).extracting(Erasure::userId).containsExactly("back soon");
    updater.catchUp();
    updater.advanceTo(120_000);
    assertThat(updater.erasures).extracting(Erasure::userId).containsExactly("back soon", "gone");
    assertThat(updater.take()).extracting(Update::userId).containsExactly("back", "back soon");
  }

  /** A transaction may have been lost, with the null value in it. */
  @Test
  void aHigherEpochPublishesTheNullValuesOfErasedAndSweptViewersAgain() throws Exception {
    InMemoryUpdater updater =
        new InMemoryUpdater(new Settings().exactlyOnce().ttl(100).batchSize(1), first);
    updater.eraseViewer("erased", 700);
    updater.like("swept", "item-1", 600);
    updater.processor.sweep("swept", DAY_MS + 701);
    updater.erasures.clear();
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.advanceTo(60_000);
    assertThat(updater.erasures)
        .extracting(Erasure::userId)
        .containsExactlyInAnyOrder("erased", "swept");
    updater.announce(second, 2);
    updater.advanceTo(120_000);
    assertThat(updater.erasures).hasSize(2);
  }

  @Test
  void releasesDoNotKeepViewersWithoutAHistory() throws Exception {
    for (boolean exactlyOnce : new boolean[] {false, true}) {
      Settings settings = new Settings().ttl(100).batchSize(1);
      InMemoryUpdater updater =
          new InMemoryUpdater(exactlyOnce ? settings.exactlyOnce() : settings, first);
      updater.like("u", "item-1", 600);
      updater.processor.sweep("u", DAY_MS + 701);
      updater.releases.load(second);
      for (int release = 2; release < 6; release++) {
        updater.announce(second, release);
        updater.advanceTo((release - 1) * DAY_MS / 4);
      }
      assertThat(updater.processor.sweep("u", DAY_MS + 702)).isFalse();
      updater.advanceTo(1000 + DAY_MS);
      assertThat(updater.processor.sweep("u", DAY_MS + 702)).isTrue();
      assertThat(updater.stored).isEmpty();
      assertThat(updater.erasures).hasSizeLessThanOrEqualTo(exactlyOnce ? 5 : 1);
    }
  }

  @Test
  void aRestoredJobRepeatsNullValuesThatMayBeLostBeforeItDeletesTheirViewers() throws Exception {
    InMemoryUpdater updater =
        new InMemoryUpdater(new Settings().exactlyOnce().ttl(100).batchSize(1), first);
    updater.like("u", "item-1", 600);
    updater.processor.sweep("u", DAY_MS + 701);
    updater.erasures.clear();
    updater.advanceTo(3 * DAY_MS);
    updater.rollout.onRestore();
    assertThat(updater.processor.sweep("u", DAY_MS + 702)).isFalse();
    updater.advanceTo(3 * DAY_MS + 60_000);
    assertThat(updater.erasures).extracting(Erasure::userId).containsExactly("u");
    assertThat(updater.processor.sweep("u", DAY_MS + 702)).isFalse();
    updater.advanceTo(4 * DAY_MS + 60_000);
    assertThat(updater.processor.sweep("u", DAY_MS + 702)).isTrue();
  }

  @Test
  void aViewerIsSweptADayAfterTheTimeToLive() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().ttl(100).batchSize(1), first);
    updater.like("u", "item-1", 600);
    assertThat(updater.processor.sweep("u", DAY_MS + 700)).isFalse();
    assertThat(updater.processor.sweep("u", DAY_MS + 701)).isTrue();
    assertThat(updater.erasures).containsExactly(new Erasure("u", DAY_MS + 701));
    assertThat(updater.expired).isEqualTo(1);
    assertThat(updater.processor.sweep("u", DAY_MS + 701)).isFalse();

    // Until then, the null value may turn out to be lost.
    updater.advanceTo(999 + DAY_MS);
    assertThat(updater.processor.sweep("u", DAY_MS + 702)).isFalse();
    updater.advanceTo(1000 + DAY_MS);
    assertThat(updater.processor.sweep("u", DAY_MS + 702)).isTrue();
    assertThat(updater.stored).isEmpty();
    assertThat(updater.erasures).hasSize(1);
  }

  @Test
  void aSweepLeavesTheMarkerOfAnErasureUntilItIsOld() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().ttl(100).batchSize(1), first);
    long erased = DAY_MS + 600;
    updater.eraseViewer("u", erased);
    updater.like("u", "item-1", erased + 1);
    long expired = erased + 1 + 100 + DAY_MS + 1;
    assertThat(updater.processor.sweep("u", expired)).isTrue();
    assertThat(updater.state("u").history().erasedAt()).isEqualTo(erased);
    updater.advanceTo(1000 + DAY_MS);
    long old = erased + MARKER_MS + DAY_MS;
    assertThat(updater.processor.sweep("u", old)).isFalse();
    assertThat(updater.processor.sweep("u", old + 1)).isTrue();
    assertThat(updater.stored).isEmpty();
    assertThat(updater.erasures).hasSize(2);
  }

  /** Kafka timestamps of a partition may go back by less than a day. */
  @Test
  void anErasureRefusesEventsThatComeInTimeAfterASweep() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().batchSize(1), first);
    updater.eraseViewer("u", 600);
    updater.processor.sweep("u", 600 + MARKER_MS + 1);
    updater.processor.process(
        InMemoryUpdater.watch("u", Signal.POSITIVE, "item-1", 500), 600 + MARKER_MS);
    assertThat(updater.take()).isEmpty();
    assertThat(updater.changes).containsOnlyKeys(HistoryChange.BEFORE_ERASURE);
  }

  /** As after a restore: the run before may have published what this one has not. */
  @Test
  void aHistoryThatEndsIsWithdrawnWhoeverPublishedIt() throws Exception {
    InMemoryUpdater updater =
        new InMemoryUpdater(new Settings().ttl(100).rebuilds().batchSize(1), first);
    updater.like("u", "item-1", 600);
    updater.hide("u", "item-2", 701);
    updater.like("v", "item-1", 600);
    updater.like("w", "item-1", 800);
    assertThat(updater.processor.sweep("v", DAY_MS + 701)).isTrue();
    assertThat(updater.erasures).extracting(Erasure::userId).containsExactly("v");
    updater.catchUp();
    updater.advanceTo(60_000);
    assertThat(updater.take()).extracting(Update::userId).containsExactly("w");
    assertThat(updater.erasures).extracting(Erasure::userId).containsExactly("v", "u");
  }

  @Test
  void anUpdateThatComesTooSoonIsPendingAndTheNewestEventIsPublishedInTime() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().interval(100), first);
    updater.like("u", "item-1", 10);
    updater.advanceTo(1010);
    updater.take();

    updater.advanceTo(1040);
    updater.like("u", "item-2", 20);
    updater.advanceTo(1060);
    updater.like("u", "item-3", 30);
    assertThat(updater.take()).isEmpty();
    assertThat(updater.timers("pending")).containsExactly(1110L);
    assertThat(updater.held).isEqualTo(2);
    assertThat(updater.state("u").pending().watch().eventId).isEqualTo("u/item-3/30");

    updater.advanceTo(1110);
    Update late = updater.take().get(0);
    assertThat(late.sequence()).isEqualTo(3);
    assertThat(late.event()).isEqualTo("u/item-3/30");
    assertThat(late.timestamp()).isEqualTo(30);
    assertThat(late.now()).isEqualTo(1110);
    assertEncodes(late, first, 1, 2, 3);
    assertThat(updater.state("u").pending()).isNull();

    // The interval begins again with the pending update.
    updater.advanceTo(1209);
    updater.like("u", "item-4", 40);
    assertThat(updater.timers("pending")).containsExactly(1210L);
    updater.advanceTo(1400);
    assertThat(updater.take()).extracting(Update::sequence).containsExactly(4L);
    updater.like("u", "item-5", 50);
    assertThat(updater.take()).extracting(Update::sequence).containsExactly(5L);
  }

  @Test
  void aTimerWithoutAPendingUpdatePublishesNothing() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().interval(100), first);
    updater.like("u", "item-1", 10);
    updater.advanceTo(1010);
    updater.take();
    updater.processor.onPendingTimer("u");
    updater.processor.onPendingTimer("nobody");
    assertThat(updater.take()).isEmpty();
  }

  @Test
  void aNewViewerWaitsForATickAndIsPublishedWithTheOthers() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    updater.like("u", "item-1", 10);
    updater.advanceTo(1004);
    updater.like("v", "item-2", 20);
    assertThat(updater.take()).isEmpty();
    assertThat(updater.stored).isEmpty();
    assertThat(updater.timers("tick")).containsExactly(1010L);
    updater.advanceTo(1010);
    List<Update> updates = updater.take();
    assertThat(updates).extracting(Update::userId).containsExactly("u", "v");
    assertEncodes(updates.get(0), first, 1);
    assertEncodes(updates.get(1), first, 2);
    assertThat(updater.timers("tick")).isEmpty();
  }

  @Test
  void aFullBatchWaitsForNoTick() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings().batchSize(3), first);
    updater.like("u", "item-1", 10);
    updater.like("v", "item-2", 20);
    assertThat(updater.take()).isEmpty();
    updater.like("w", "item-3", 30);
    assertThat(updater.take()).extracting(Update::userId).containsExactly("u", "v", "w");
  }

  @Test
  void onlyAViewersOwnEventEndsTheWait() throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(new Settings(), first);
    updater.like("old", "item-1", 10);
    updater.advanceTo(1010);
    updater.take();

    updater.like("new", "item-2", 20);
    updater.like("old", "item-3", 30);
    assertThat(updater.take()).extracting(Update::userId).containsExactly("old");
    updater.like("new", "item-4", 40);
    assertThat(updater.take())
        .extracting(Update::userId, Update::sequence)
        .containsExactly(tuple("new", 1L), tuple("new", 2L));
  }

  @Test
  void aBatchOfOneIsPublishedAtOnceAndSetsNoTick() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.like("u", "item-1", 10);
    assertThat(updater.take()).hasSize(1);
    assertThat(updater.timers("tick")).isEmpty();
  }

  @Test
  void aReleaseThatIsActivatedBetweenTwoEventsUsesNoStateOfTheOneBefore() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.like("u", "item-1", 10);
    updater.like("u", "item-2", 20);
    updater.take();
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.like("u", "item-3", 30);
    Update update = updater.take().get(0);
    assertThat(update.epoch()).isEqualTo(2);
    assertThat(update.sequence()).isEqualTo(3);
    assertEncodes(update, second, 1, 2, 3);
  }

  @Test
  void aPendingUpdateOfAnotherReleaseIsEncodedByTheActiveOne() throws Exception {
    InMemoryUpdater updater =
        new InMemoryUpdater(new Settings().interval(100).reembedSeenWithin(Duration.ZERO), first);
    updater.like("u", "item-1", 10);
    updater.advanceTo(1010);
    updater.like("u", "item-2", 20);
    updater.take();
    updater.releases.load(second);
    updater.announce(second, 2);
    updater.advanceTo(1110);
    assertThat(updater.take()).isEmpty();
    updater.advanceTo(1120);
    Update update = updater.take().get(0);
    assertThat(update.event()).isEqualTo("u/item-2/20");
    assertThat(update.sequence()).isEqualTo(2);
    assertEncodes(update, second, 1, 2);
  }

  @Test
  void whatIsEvaluatedAreTheInterestsBeforeAnEventOfANewItem() throws Exception {
    InMemoryUpdater updater = unbatched();
    updater.evaluates = true;
    updater.like("u", "item-1", 10); // no interests before it
    updater.like("u", "item-2", 20);
    updater.like("u", "item-1", 30); // seen before
    updater.hide("u", "item-2", 40); // not positive
    assertThat(updater.offers)
        .containsExactly(new Offer(first.interests(), List.of(1), ItemFingerprint.of("item-2")));

    updater.releases.load(second);
    updater.announce(second, 2);
    updater.like("u", "item-3", 50); // interests of another release before it
    assertThat(updater.offers).hasSize(1);

    updater.like("w", "unknown", 10);
    updater.like("w", "item-3", 20); // no interests, though up to date
    assertThat(updater.offers).hasSize(1);
  }

  @Test
  void bothBatchSizesLeadToTheSameLastUpdates() throws Exception {
    List<List<String>> last = new ArrayList<>();
    for (Settings settings : List.of(new Settings(), new Settings().batchSize(1))) {
      InMemoryUpdater updater = new InMemoryUpdater(settings, first);
      for (int i = 0; i < 200; i++) {
        updater.like("user-" + i % 13, "item-" + i * 7 % 40, 10 * i - 50 * (i % 3));
        updater.advanceTo(1000 + 3 * i);
      }
      updater.advanceTo(2000);
      last.add(
          updater.take().stream()
              .filter(u -> u.sequence() == updater.state(u.userId()).history().sequence())
              .map(u -> u.userId() + " " + u.sequence() + " " + u.historySize() + " " + u.event())
              .sorted()
              .toList());
    }
    assertThat(last.get(0)).hasSize(13).isEqualTo(last.get(1));
  }
}
