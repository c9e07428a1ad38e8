package io.intereststream.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.StartOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @TempDir Path parent;
  private final List<String> said = new ArrayList<>();
  private Path folder;
  private StateFolder state;
  private long time = 1_700_000_000_000L;

  @BeforeEach
  void open() {
    folder = parent.resolve("a state");
    state = StateFolder.open(folder, said::add);
  }

  @AfterEach
  void close() {
    state.close();
  }

  /** A checkpoint or savepoint with one file of state, newer than those before it. */
  private Path written(Path place) throws Exception {
    Files.createDirectories(place);
    Path data = Files.writeString(place.resolve("data"), "state");
    OperatorState operator = new OperatorState("updater", "updater", new OperatorID(1, 2), 1, 128);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedKeyedState(
                new KeyGroupsStateHandle(
                    new KeyGroupRangeOffsets(KeyGroupRange.of(0, 127)),
                    new FileStateHandle(new org.apache.flink.core.fs.Path("file:" + data), 5)))
            .build());
    try (var out = Files.newOutputStream(place.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(1, List.of(operator), List.of()), out);
    }
    time += 1_000;
    Files.setLastModifiedTime(place.resolve("_metadata"), FileTime.fromMillis(time));
    return place;
  }

  private Path checkpoint(int start, String job, int number) throws Exception {
    return written(folder.resolve("start-" + start + "/checkpoints/" + job + "/chk-" + number));
  }

  private static Path resumedFrom(StateFolder.Run run) {
    String address = run.configuration().get(StateRecoveryOptions.SAVEPOINT_PATH);
    return address == null ? null : LocalConfiguration.localPath(address);
  }

  @Test
  void aNewFolderBegins() {
    StateFolder.Run run = state.resume(new Configuration());
    assertThat(run.folder()).isEqualTo(folder.resolve("start-1")).isDirectory();
    assertThat(resumedFrom(run)).isNull();
    assertThat(run.configuration().get(StartOptions.FRESH)).isFalse();
    assertThat(said).containsExactly("no checkpoint in " + run.folder() + ": the job begins");
  }

  @Test
  void theNewestIsResumedWhateverItIsAndWhoeverMadeIt() throws Exception {
    checkpoint(1, "job-a", 900);
    Path savepoint = written(folder.resolve("start-1/savepoints/savepoint-a-1"));
    assertThat(resumedFrom(state.resume(new Configuration()))).isEqualTo(savepoint);
    Path newest = checkpoint(1, "job-b", 3);
    StateFolder.Run run = state.resume(new Configuration());
    assertThat(resumedFrom(run)).isEqualTo(newest);
    assertThat(run.configuration().get(StateRecoveryOptions.RESTORE_MODE))
        .isEqualTo(RecoveryClaimMode.CLAIM);
    assertThat(said).contains("resuming from " + newest);
  }

  @Test
  void insteadOfABrokenOneTheOneBeforeItIsTakenWithAMessage() throws Exception {
    Path good = checkpoint(1, "job-a", 1);
    Path gone = checkpoint(1, "job-a", 2);
    Path broken = checkpoint(1, "job-a", 3);
    Files.delete(gone.resolve("data"));
    Files.write(broken.resolve("_metadata"), new byte[] {1, 2, 3});
    Files.setLastModifiedTime(broken.resolve("_metadata"), FileTime.fromMillis(time));
    Path incomplete = Files.createDirectories(broken.resolveSibling("chk-4"));
    assertThat(resumedFrom(state.resume(new Configuration()))).isEqualTo(good);
    assertThat(said).hasSize(4);
    assertThat(said.get(0)).startsWith(incomplete + ": incomplete, it has no _metadata");
    assertThat(said.get(1)).startsWith(broken + ": _metadata cannot be read");
    assertThat(said.get(2)).startsWith(gone + ": 1 of its files are missing");
  }

  @Test
  void whereNoneCanBeRestoredTheJobDoesNotBeginAnewByItself() throws Exception {
    Files.delete(checkpoint(1, "job-a", 1).resolve("data"));
    assertThatThrownBy(() -> state.resume(new Configuration()))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContainingAll("no checkpoint of start-1 can be restored", "--fresh");
  }

  @Test
  void aStartAnewKeepsTheStatesBeforeItAndNeverGoesBackToThem() throws Exception {
    Path old = checkpoint(1, "job-a", 1);
    StateFolder.Run run = state.fresh(new Configuration());
    assertThat(run.folder()).isEqualTo(folder.resolve("start-2"));
    assertThat(run.configuration().get(StartOptions.FRESH)).isTrue();
    assertThat(old).exists();

    // It was killed before its first checkpoint.
    StateFolder.Run again = state.resume(new Configuration());
    assertThat(again.folder()).isEqualTo(run.folder());
    assertThat(resumedFrom(again)).isNull();
    assertThat(again.configuration().get(StartOptions.FRESH)).isTrue();

    Path own = checkpoint(2, "job-b", 1);
    checkpoint(1, "job-a", 2);
    assertThat(resumedFrom(state.resume(new Configuration()))).isEqualTo(own);
    assertThat(state.fresh(new Configuration()).folder()).isEqualTo(folder.resolve("start-3"));
  }

  @Test
  void checkpointsInAFolderOfTheConfigurationAreFound() throws Exception {
    Path elsewhere = parent.resolve("elsewhere");
    Path checkpoint = written(elsewhere.resolve("job-a/chk-7"));
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file:" + elsewhere);
    assertThat(resumedFrom(state.resume(configuration))).isEqualTo(checkpoint);
    state.fresh(configuration);
    assertThat(resumedFrom(state.resume(configuration))).isNull();
  }

  @Test
  void anAddressIsTakenAsItIs() throws Exception {
    checkpoint(1, "job-a", 1);
    StateFolder.Run run = state.from("file:/some/where", new Configuration());
    assertThat(resumedFrom(run)).isEqualTo(Path.of("/some/where"));
    assertThat(said).containsExactly("resuming from file:/some/where");
  }

  @Test
  void aFolderIsUsedByOneProcessAtATime() {
    assertThatThrownBy(() -> StateFolder.open(folder, said::add))
        .isInstanceOf(InterestStreamException.class)
        .hasMessage(
            "state folder "
                + folder
                + ": in use by another process (expected: a folder of its own; stop that process"
                + " or name another folder)");
    state.close();
    StateFolder.open(folder, said::add).close();
  }
}
