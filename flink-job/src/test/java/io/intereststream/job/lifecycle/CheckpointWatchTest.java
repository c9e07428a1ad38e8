package io.intereststream.job.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWatchTest {
  @TempDir Path folder;
  private Path job;
  private Path shared;
  private long now = 1_000_000;

  @BeforeEach
  void make() throws Exception {
    job = Files.createDirectories(folder.resolve("a-job"));
    shared = Files.createDirectory(job.resolve("shared"));
  }

  private CheckpointWatch watch() {
    return new CheckpointWatch(
        "file:" + folder, "a-job", Duration.ofMinutes(2), () -> Instant.ofEpochMilli(now));
  }

  /** A checkpoint whose state lies in one shared file. */
  private Path checkpoint(long id, String file) throws Exception {
    Path state = Files.writeString(shared.resolve(file), "state");
    Path checkpoint = Files.createDirectory(job.resolve("chk-" + id));
    OperatorState operator = new OperatorState("updater", "updater", new OperatorID(1, 2), 1, 128);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedKeyedState(
                new KeyGroupsStateHandle(
                    new KeyGroupRangeOffsets(KeyGroupRange.of(0, 127)),
                    new FileStateHandle(
                        new org.apache.flink.core.fs.Path("file:" + state), Files.size(state))))
            .build());
    try (var out = Files.newOutputStream(checkpoint.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(id, List.of(operator), List.of()), out);
    }
    return checkpoint;
  }

  @Test
  void aCheckpointWithAllItsFilesIsFine() throws Exception {
    checkpoint(7, "sst-1");
    CheckpointWatch watch = watch();
    watch.step();
    watch.completed(7);
    watch.step();
    watch.step();
    assertThat(watch.missingFiles()).isZero();
    // A savepoint has the next number and lies elsewhere; the next checkpoint is not complete yet.
    watch.completed(8);
    Files.createDirectory(job.resolve("chk-9"));
    watch.step();
    watch.step();
    assertThat(watch.missingFiles()).isZero();
  }

  @Test
  void checkpointsThatBuildOnDeletedFilesAreFound() throws Exception {
    checkpoint(7, "sst-1");
    CheckpointWatch watch = watch();
    watch.completed(7);
    Files.delete(shared.resolve("sst-1"));
    watch.step();
    assertThat(watch.missingFiles()).as("one look may be wrong").isZero();
    watch.step();
    assertThat(watch.missingFiles()).isEqualTo(1);
    checkpoint(8, "sst-1");
    watch.completed(8);
    watch.step();
    assertThat(watch.missingFiles()).isZero();
  }

  @Test
  void aFolderThatIsGoneIsFound() throws Exception {
    Path checkpoint = checkpoint(7, "sst-1");
    CheckpointWatch watch = watch();
    watch.completed(7);
    for (Path file :
        List.of(
            checkpoint.resolve("_metadata"), checkpoint, shared.resolve("sst-1"), shared, job)) {
      Files.delete(file);
    }
    watch.step();
    watch.step();
    assertThat(watch.missingFiles()).isEqualTo(1);
    assertThat(CheckpointFiles.missingOf("file:" + checkpoint)).hasSize(1);
  }

  @Test
  void theAgeOfTheNewestIsKnown() {
    CheckpointWatch watch = watch();
    now += 130_000;
    assertThat(watch.ageMs()).isEqualTo(130_000);
    watch.step();
    watch.completed(1);
    assertThat(watch.ageMs()).isZero();
  }
}
