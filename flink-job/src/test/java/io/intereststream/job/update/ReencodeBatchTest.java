package io.intereststream.job.update;

import static io.intereststream.job.update.UpdaterHarness.loaded;
import static io.intereststream.job.update.UpdaterHarness.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.intereststream.history.Signal;
import io.intereststream.job.TestRegistry;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.tuning.TuningOptions;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the job publishes viewers whose whole histories must be encoded. */
class ReencodeBatchTest {
  @TempDir private Path folder;
  private TestRegistry registry;
  private Configuration configuration;
  private ModelRelease initial;
  private UpdaterHarness harness;
  private final List<UpdaterHarness> open = new ArrayList<>();

  @BeforeEach
  void publish() throws Exception {
    registry = new TestRegistry(folder.resolve("registry"));
    configuration = UpdaterHarness.configuration(registry, true);
    configuration.set(ReleaseOptions.REEMBED_SEEN_WITHIN, Duration.ZERO);
    registry.publish("first", 40, 100);
    initial = registry.announce(1);
    start(null);
  }

  @AfterEach
  void close() throws Exception {
    for (UpdaterHarness each : open) {
      each.close();
    }
  }

  private void start(OperatorSubtaskState state) throws Exception {
    harness = new UpdaterHarness(configuration, initial, 1, 0);
    open.add(harness);
    harness.setTime(1000);
    harness.open(state);
  }

  private void process(String user, int item) throws Exception {
    harness.process(watch(user, Signal.POSITIVE, "item-" + item, item));
  }

  /** User, sequence and epoch of what was published since the last call. */
  private List<Tuple> published() throws Exception {
    return harness.takePublishedUpdates().stream()
        .map(u -> tuple(u.getUserId(), u.getSequence(), u.getReleaseEpoch()))
        .toList();
  }

  private void activate(String version, long epoch) throws Exception {
    registry.publish(version, 40, 100);
    harness.announce(loaded(registry.announce(epoch)));
  }

  @Test
  void withoutABatchNobodyWaits() throws Exception {
    configuration.set(TuningOptions.REENCODE_BATCH, false);
    start(null);
    process("u", 1);
    assertThat(published()).containsExactly(tuple("u", 1L, 1L));
    activate("second", 2);
    process("u", 2);
    process("v", 1);
    assertThat(published()).containsExactly(tuple("u", 2L, 2L), tuple("v", 1L, 2L));
  }

  @Test
  void aNewViewerWaitsForAFewMillisecondsAndLaterEventsDoNot() throws Exception {
    process("u", 1);
    process("v", 1);
    harness.setTime(1009);
    assertThat(published()).isEmpty();
    harness.setTime(1010);
    assertThat(published()).containsExactly(tuple("u", 1L, 1L), tuple("v", 1L, 1L));
    process("u", 2);
    assertThat(published()).containsExactly(tuple("u", 2L, 1L));
  }

  @Test
  void eightDoNotWaitForAnyoneElse() throws Exception {
    for (int u = 1; u <= 7; u++) {
      process("u" + u, 1);
    }
    assertThat(published()).isEmpty();
    process("u8", 1);
    process("u9", 1);
    assertThat(published())
        .isEqualTo(IntStream.rangeClosed(1, 8).mapToObj(u -> tuple("u" + u, 1L, 1L)).toList());
  }

  @Test
  void whoWatchesOnDoesNotWaitAnyLonger() throws Exception {
    process("u", 1);
    process("v", 1);
    process("u", 2);
    assertThat(published())
        .containsExactly(tuple("u", 1L, 1L), tuple("v", 1L, 1L), tuple("u", 2L, 1L));
    process("u", 3);
    process("v", 2);
    assertThat(harness.takePublishedUpdates())
        .extracting(InterestUpdate::getUserId, InterestUpdate::getHistorySize)
        .containsExactly(tuple("u", 3), tuple("v", 2));
  }

  @Test
  void aHistoryThatWasCutOrChangedInItsMiddleWaitsToo() throws Exception {
    configuration.set(HistoryOptions.WINDOW, 6);
    configuration.set(HistoryOptions.SLACK, 1);
    start(null);
    for (int item = 10; item <= 15; item++) {
      process("u", item);
      process("v", item);
    }
    harness.setTime(1010);
    published();
    process("u", 16);
    process("v", 5);
    harness.setTime(1019);
    assertThat(published()).isEmpty();
    harness.setTime(1020);
    assertThat(published()).containsExactly(tuple("u", 7L, 1L), tuple("v", 7L, 1L));
    process("u", 17);
    assertThat(published()).containsExactly(tuple("u", 8L, 1L));
  }

  @Test
  void aShortHistoryIsEncodedAtOnce() throws Exception {
    process("u", 2);
    process("u", 3);
    published();
    process("u", 1);
    assertThat(published()).containsExactly(tuple("u", 3L, 1L));
  }

  @Test
  void whoWaitsIsPublishedUnderTheReleaseThatWasActive() throws Exception {
    process("u", 1);
    activate("second", 2);
    assertThat(published()).containsExactly(tuple("u", 1L, 1L));
    process("u", 2);
    process("v", 1);
    assertThat(published()).isEmpty();
    harness.setTime(1010);
    assertThat(published()).containsExactly(tuple("u", 2L, 2L), tuple("v", 1L, 2L));
  }

  @Test
  void nobodyWaitsInACheckpoint() throws Exception {
    process("u", 1);
    OperatorSubtaskState snapshot = harness.snapshot();
    assertThat(published()).containsExactly(tuple("u", 1L, 1L));
    start(snapshot);
    harness.setTime(2000);
    process("u", 2);
    assertThat(published()).containsExactly(tuple("u", 2L, 1L));
  }

  @Test
  void aPendingUpdateWaitsToo() throws Exception {
    configuration.set(DeliveryOptions.INTERVAL, Duration.ofMillis(100));
    start(null);
    process("u", 1);
    harness.setTime(1010);
    process("u", 2);
    activate("second", 2);
    assertThat(published()).containsExactly(tuple("u", 1L, 1L));
    harness.setTime(1109);
    assertThat(published()).isEmpty();
    harness.setTime(1110);
    harness.setTime(1120);
    assertThat(published()).containsExactly(tuple("u", 2L, 2L));
  }
}
