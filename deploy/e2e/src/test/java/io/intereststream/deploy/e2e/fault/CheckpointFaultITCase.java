package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.deploy.e2e.metric.Gauges;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.job.config.StartOptions;
import io.intereststream.job.release.EncoderProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that cannot be written, or whose files are deleted. */
class CheckpointFaultITCase {
  @TempDir private Path parent;

  @Test
  void updatesGoOnAndBothAreReported() throws Exception {
    try (Stage stage = new Stage(parent)) {
      stage.configuration().set(StartOptions.CHECKPOINT_ALERT_AGE, Duration.ofSeconds(2));
      // All state in files, however small.
      stage.configuration().set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
      Gauges.report(stage.configuration());
      Path flink = stage.folder().resolve("flink");
      try (LocalCluster cluster =
              LocalCluster.start(stage.configuration(), flink, EncoderProvider.serving());
          UpdateFollower follower = new UpdateFollower(cluster.options(), record -> {})) {
        stage.send(cluster.options(), 300);
        stage.audit(cluster);
        assertThat(Gauges.value("checkpointFilesMissing")).isZero();

        // A file where the folder was: no checkpoint can be written, as on a full disk.
        Path checkpoints = only(flink.resolve("checkpoints"));
        Files.move(checkpoints, flink.resolve("moved"));
        Files.createFile(checkpoints);
        await()
            .atMost(Stage.LIMIT)
            .until(() -> Gauges.value("checkpointAgeMs"), age -> age > 3_000);
        long before = follower.updates();
        stage.send(cluster.options(), 300);
        await().atMost(Stage.LIMIT).until(follower::updates, updates -> updates >= before + 100);
        cluster.check();

        // Checkpoints are completed again, but without the files of those before.
        Files.delete(checkpoints);
        await()
            .atMost(Stage.LIMIT)
            .until(() -> Gauges.value("checkpointFilesMissing"), missing -> missing > 0);
        stage.audit(cluster);
        assertThat(Gauges.value("numRestarts")).isZero();
      }
    }
  }

  private static Path only(Path folder) throws Exception {
    try (Stream<Path> all = Files.list(folder)) {
      return all.reduce((one, two) -> null).orElseThrow();
    }
  }
}
