package io.intereststream.job.update;

import static io.intereststream.job.update.UpdaterHarness.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.intereststream.history.Signal;
import io.intereststream.job.TestRegistry;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restored subtask and the release of its checkpoint. */
class RestoredReleaseTest {
  @TempDir private Path folder;
  private TestRegistry registry;
  private ModelRelease first;
  private UpdaterHarness harness;

  @BeforeEach
  void publish() throws Exception {
    registry = new TestRegistry(folder.resolve("registry"));
    // Releases are shared in a JVM. No other test has loaded one of this name.
    registry.publish("restored", 40, 100).close();
    first = registry.announce(3);
  }

  private OperatorSubtaskState snapshotUnderFirst() throws Exception {
    start(null, first);
    harness.process(watch("u", Signal.POSITIVE, "item-1", 10));
    OperatorSubtaskState state = harness.snapshot();
    harness.close();
    return state;
  }

  private void start(OperatorSubtaskState state, ModelRelease initial) throws Exception {
    Configuration configuration = UpdaterHarness.configuration(registry, false);
    harness = new UpdaterHarness(configuration, initial, 1, 0);
    if (state != null) {
      registry.publish("second", 45, 100).close();
      ModelRelease second = registry.announce(1_700_000_000_000L);
      harness.log.append(ModelRelease.newBuilder(second).setLocation("").build());
    }
    harness.open(state);
    harness.setTime(1_000);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void whereTheReleaseIsGoneTheOneAnnouncedSinceIsActiveUnderItsHigherEpoch() throws Exception {
    OperatorSubtaskState state = snapshotUnderFirst();
    delete(registry.root().resolve("releases/restored"));
    start(state, first);
    assertThat(harness.allReleaseEvents())
        .filteredOn(event -> event.getKind() == ReleaseEventKind.STARTED)
        .extracting(ReleaseEvent::getVersion, ReleaseEvent::getEpoch, ReleaseEvent::getReplaces)
        .containsExactly(tuple("second", 1_700_000_000_000L, "restored"));
    assertThat(harness.allReleaseEvents().get(0).getReason())
        .contains("releases/restored/release.json: missing");

    // The encoder state of the gone release is not used.
    harness.process(watch("u", Signal.POSITIVE, "item-2", 20));
    assertThat(harness.takeUpdates())
        .extracting(
            InterestUpdate::getRelease,
            InterestUpdate::getReleaseEpoch,
            InterestUpdate::getHistorySize)
        .contains(tuple("second", 1_700_000_000_000L, 2));
  }

  @Test
  void whereItIsThereItIsActiveUnderItsOwnEpochWhateverTheAliasNames() throws Exception {
    OperatorSubtaskState state = snapshotUnderFirst();
    registry.publish("third", 45, 100).close();
    start(state, registry.announce(1_800_000_000_000L));
    assertThat(harness.allReleaseEvents())
        .extracting(ReleaseEvent::getKind, ReleaseEvent::getVersion, ReleaseEvent::getEpoch)
        .containsExactly(tuple(ReleaseEventKind.STARTED, "restored", 3L));
  }
}
