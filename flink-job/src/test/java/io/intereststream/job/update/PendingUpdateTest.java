package io.intereststream.job.update;

import static io.intereststream.job.update.UpdaterHarness.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.history.Signal;
import io.intereststream.job.TestRegistry;
import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.schema.Cause;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates that are published later than their event. */
class PendingUpdateTest {
  @TempDir private Path folder;
  private Configuration configuration;
  private ModelRelease initial;
  private final List<UpdaterHarness> open = new ArrayList<>();

  /** Whether the tuning options are on. */
  boolean tuned() {
    return true;
  }

  @BeforeEach
  void publish() throws Exception {
    TestRegistry registry = new TestRegistry(folder.resolve("registry"));
    configuration = UpdaterHarness.configuration(registry, tuned());
    registry.publish("first", 40, 100);
    initial = registry.announce(1);
  }

  @AfterEach
  void close() throws Exception {
    for (UpdaterHarness harness : open) {
      harness.close();
    }
  }

  private UpdaterHarness start(OperatorSubtaskState state, long now) throws Exception {
    UpdaterHarness harness = new UpdaterHarness(configuration, initial, 1, 0);
    open.add(harness);
    harness.setTime(now);
    return harness.open(state);
  }

  private static List<Long> sequences(UpdaterHarness harness) throws Exception {
    return harness.takeUpdates().stream().map(InterestUpdate::getSequence).toList();
  }

  @Test
  void aViewerGetsOneUpdateInAnIntervalAndTheLastIsNotLost() throws Exception {
    configuration.set(DeliveryOptions.INTERVAL, Duration.ofMillis(100));
    UpdaterHarness harness = start(null, 1000);
    harness.process(watch("u", Signal.POSITIVE, "item-1", 10));
    assertThat(sequences(harness)).containsExactly(1L);
    harness.setTime(1030);
    harness.process(watch("u", Signal.POSITIVE, "item-2", 20));
    harness.process(watch("other", Signal.POSITIVE, "item-2", 20));
    harness.setTime(1090);
    harness.process(watch("u", Signal.NEGATIVE, "item-1", 30));
    assertThat(harness.takeUpdates())
        .extracting(InterestUpdate::getUserId)
        .containsExactly("other");

    harness.setTime(1100);
    List<InterestUpdate> late = harness.takeUpdates();
    assertThat(late).hasSize(1);
    assertThat(late.get(0).getSequence()).isEqualTo(3);
    assertThat(late.get(0).getCause()).isEqualTo(Cause.HIDE);
    assertThat(late.get(0).getEvent().getEventId()).isEqualTo("u/item-1/30");
    assertThat(late.get(0).getEvent().getOffset()).isEqualTo(3);
    assertThat(late.get(0).getHistorySize()).isEqualTo(1);

    // The interval starts again with the update that was held back.
    harness.setTime(1150);
    harness.process(watch("u", Signal.POSITIVE, "item-3", 40));
    harness.setTime(1199);
    assertThat(harness.take()).isEmpty();
    harness.setTime(1200);
    assertThat(sequences(harness)).containsExactly(4L);
    harness.setTime(2000);
    assertThat(harness.take()).isEmpty();
    harness.process(watch("u", Signal.POSITIVE, "item-4", 50));
    assertThat(sequences(harness)).containsExactly(5L);
  }

  @Test
  void aPendingUpdateSurvivesARestart() throws Exception {
    configuration.set(DeliveryOptions.INTERVAL, Duration.ofMillis(100));
    UpdaterHarness before = start(null, 1000);
    before.process(watch("u", Signal.POSITIVE, "item-1", 10));
    before.process(watch("u", Signal.POSITIVE, "item-2", 20));
    UpdaterHarness after = start(before.snapshot(), 1050);
    assertThat(after.take()).isEmpty();
    after.setTime(1100);
    List<InterestUpdate> late = after.takeUpdates();
    assertThat(late).hasSize(1);
    assertThat(late.get(0).getUserId()).isEqualTo("u");
    assertThat(late.get(0).getSequence()).isEqualTo(2);
  }
}
