package io.intereststream.job.update;

import static io.intereststream.job.update.UpdaterHarness.loaded;
import static io.intereststream.job.update.UpdaterHarness.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.intereststream.history.Signal;
import io.intereststream.job.TestRegistry;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.encoder.routing.MindForm;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Cause;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReembeddingTest {
  private static final int VIEWERS = 300;
  private static final long WITHIN = 10_000;

  @TempDir private Path folder;
  private TestRegistry registry;
  private Configuration configuration;
  private ModelRelease initial;
  private final List<UpdaterHarness> open = new ArrayList<>();

  /** Whether the tuning options are on. */
  boolean tuned() {
    return true;
  }

  @BeforeEach
  void publish() throws Exception {
    registry = new TestRegistry(folder.resolve("registry"));
    configuration = UpdaterHarness.configuration(registry, tuned());
    configuration.set(ReleaseOptions.REEMBED_SEEN_WITHIN, Duration.ofSeconds(30));
    configuration.set(ReleaseOptions.REEMBED_WITHIN, Duration.ofMillis(WITHIN));
    configuration.set(HistoryOptions.TTL, Duration.ofHours(1));
    registry.publish("first", 40, 100);
    initial = registry.announce(1);
  }

  @AfterEach
  void close() throws Exception {
    for (UpdaterHarness harness : open) {
      harness.close();
    }
  }

  private UpdaterHarness start(OperatorSubtaskState state) throws Exception {
    UpdaterHarness harness = new UpdaterHarness(configuration, initial, 1, 0);
    open.add(harness);
    return harness.open(state);
  }

  /** Every viewer but one watches an item at 1,000,000 ms; that one watched it long before. */
  private UpdaterHarness watched() throws Exception {
    UpdaterHarness harness = start(null);
    harness.setTime(960_000);
    harness.process(watch("not seen lately", Signal.POSITIVE, "item-1", 10));
    harness.take();
    harness.setTime(1_000_000);
    for (int u = 0; u < VIEWERS; u++) {
      harness.process(watch("viewer-" + u, Signal.POSITIVE, "item-" + u % 45, 20));
    }
    harness.take();
    return harness;
  }

  /** Lets time go by as a clock does. */
  private static void until(UpdaterHarness harness, long from, long to) throws Exception {
    for (long now = from; now <= to; now += 10) {
      harness.setTime(now);
    }
  }

  @Test
  void whoeverWasSeenLatelyGetsVectorsOfTheNewReleaseSpreadOverTheTime() throws Exception {
    UpdaterHarness harness = watched();
    Release second = registry.publish("second", 45, 100);
    harness.announce(loaded(registry.announce(2)));

    until(harness, 1_000_010, 1_000_000 + WITHIN / 2);
    List<InterestUpdate> updates = new ArrayList<>(harness.takeUpdates());
    assertThat(updates.size()).isBetween(VIEWERS / 3, VIEWERS * 2 / 3);
    until(harness, 1_000_010 + WITHIN / 2, 1_000_100 + WITHIN);
    updates.addAll(harness.takeUpdates());

    assertThat(updates).extracting(InterestUpdate::getUserId).doesNotHaveDuplicates();
    assertThat(updates)
        .hasSize(VIEWERS)
        .allSatisfy(
            update -> {
              assertThat(update.getCause()).isEqualTo(Cause.RELEASE);
              assertThat(update.getRelease()).isEqualTo("second");
              assertThat(update.getReleaseEpoch()).isEqualTo(2);
              assertThat(update.getSequence()).isEqualTo(1);
              assertThat(update.getEvent()).isNull();
            });
    try (ReferenceEncoder reference = second.reference()) {
      for (InterestUpdate update : updates) {
        int row = Integer.parseInt(update.getUserId().substring(7)) % 45;
        Interests expected = reference.encode(List.of(new int[] {row})).get(0);
        assertThat(update.getInterests()).hasSize(expected.count());
        assertThat(update.getInterests().get(0).getVector().get(0))
            .isCloseTo(expected.vectors()[0], within(1e-5f));
      }
    }
    assertThat(harness.releaseEvents())
        .extracting(ReleaseEvent::getKind, ReleaseEvent::getVersion, ReleaseEvent::getViewers)
        .containsExactly(
            tuple(ReleaseEventKind.VALIDATED, "second", 0L),
            tuple(ReleaseEventKind.ACTIVATED, "second", 0L),
            tuple(ReleaseEventKind.REEMBEDDED, "second", (long) VIEWERS));
    assertThat(harness.releaseEvents().get(1).getReplaces()).isEqualTo("first");
  }

  @Test
  void whoeverWatchesMeanwhileGetsNoSecondUpdate() throws Exception {
    UpdaterHarness harness = watched();
    registry.publish("second", 45, 100);
    harness.announce(loaded(registry.announce(2)));
    for (int u = 0; u < VIEWERS; u++) {
      harness.process(watch("viewer-" + u, Signal.POSITIVE, "item-" + u % 44, 30));
    }
    harness.take();
    until(harness, 1_000_010, 1_000_100 + WITHIN);
    assertThat(harness.take()).isEmpty();
    assertThat(harness.releaseEvents().get(2).getViewers()).isZero();
  }

  @Test
  void aRestoredJobGoesOnWithIt() throws Exception {
    UpdaterHarness before = watched();
    registry.publish("whole-histories", 45, 100, new MindForm(3));
    before.announce(loaded(registry.announce(2)));
    until(before, 1_000_010, 1_000_000 + WITHIN / 2);
    int done = before.takeUpdates().size();
    assertThat(done).isPositive();

    UpdaterHarness after = new UpdaterHarness(configuration, initial, 1, 0);
    open.add(after);
    after.setTime(1_010_000);
    after.open(before.snapshot());
    until(after, 1_010_010, 1_010_100 + WITHIN);
    assertThat(after.takeUpdates())
        .hasSize(VIEWERS - done)
        .allMatch(update -> update.getRelease().equals("whole-histories"));
  }

  @Test
  void aReleaseIsActivatedWithoutAnyEventAndGoingBackIsReported() throws Exception {
    configuration.set(ReleaseOptions.REEMBED_SEEN_WITHIN, Duration.ZERO);
    UpdaterHarness harness = start(null);
    registry.publish("second", 45, 100);
    harness.announce(loaded(registry.announce(2)));
    until(harness, 10, 20);
    new ModelRegistry(registry.root()).activate("production", "first");
    harness.announce(loaded(registry.announce(3)));
    until(harness, 30, 40);
    registry.publish("broken", 45, 100);
    Files.delete(registry.root().resolve("releases/broken/items.txt"));
    harness.announce(registry.announce(4));
    AtomicLong now = new AtomicLong(50);
    await("what becomes of three releases")
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              harness.setTime(now.getAndAdd(10));
              assertThat(harness.releaseEvents()).hasSize(5);
            });
    assertThat(harness.releaseEvents())
        .extracting(ReleaseEvent::getKind)
        .containsExactly(
            ReleaseEventKind.VALIDATED,
            ReleaseEventKind.ACTIVATED,
            ReleaseEventKind.VALIDATED,
            ReleaseEventKind.ROLLED_BACK,
            ReleaseEventKind.REJECTED);
    ReleaseEvent refused = harness.releaseEvents().get(4);
    assertThat(refused.getReason()).contains("items.txt: missing");
    assertThat(refused.getReplaces()).isEqualTo("first");
    assertThat(refused.getEpoch()).isEqualTo(4);
  }
}
