package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.tuning.TuningOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.changelog.fs.FsStateChangelogOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;

/**
 * Flink configurations for a cluster on this machine, bound to loopback, with its files in a
 * folder.
 */
public final class LocalConfiguration {
  private LocalConfiguration() {}

  /**
   * The folder of the checkpoints.
   *
   * @throws InterestStreamException if it is not on this machine
   */
  static Path checkpoints(Configuration complete) {
    String address = complete.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
    org.apache.flink.core.fs.Path folder = new org.apache.flink.core.fs.Path(address);
    String scheme = folder.toUri().getScheme();
    if (scheme != null && !scheme.equals("file")) {
      throw InterestStreamException.usage(
          "%s: %s (expected: a folder of this machine, or not set, for a cluster inside this process)"
              .formatted(CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(), address));
    }
    return localPath(address);
  }

  /** The path of a Flink address, which has no escapes, so that blanks are literal. */
  public static Path localPath(String address) {
    return Path.of(new org.apache.flink.core.fs.Path(address).getPath());
  }

  /** The address of a folder of this machine, for Flink. */
  static String address(Path folder) {
    return "file:" + folder.toAbsolutePath();
  }

  /** Adds the defaults of a cluster on loopback with all its files in a folder. */
  static Configuration withDefaults(Configuration configuration, Path folder) {
    Configuration complete = JobConfiguration.withDefaults(configuration);
    for (ConfigOption<String> host :
        List.of(
            JobManagerOptions.BIND_HOST,
            JobManagerOptions.ADDRESS,
            TaskManagerOptions.BIND_HOST,
            TaskManagerOptions.HOST,
            RestOptions.BIND_ADDRESS,
            RestOptions.ADDRESS)) {
      orElse(complete, host, LocalBroker.HOST);
    }
    orElse(complete, RestOptions.BIND_PORT, "0");
    orElse(complete, CoreOptions.TMP_DIRS, folder.resolve("tmp").toString());
    orElse(
        complete,
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        address(folder.resolve("checkpoints")));
    orElse(
        complete, CheckpointingOptions.SAVEPOINT_DIRECTORY, address(folder.resolve("savepoints")));
    orElse(complete, TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
    orElse(complete, TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    orElse(complete, TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    return complete;
  }

  /**
   * The configuration of a job on a cluster. A default that depends on other options depends on the
   * job's, not on the cluster's.
   *
   * @param settings what was set for the cluster
   * @param cluster the same with defaults and addresses
   */
  static Configuration ofJob(Configuration job, Configuration settings, Configuration cluster) {
    Configuration set = new Configuration(settings);
    set.addAll(job);
    Configuration complete = new Configuration(cluster);
    complete.addAll(JobConfiguration.withDefaults(set));
    return complete;
  }

  private static <T> void orElse(Configuration configuration, ConfigOption<T> option, T value) {
    if (!configuration.contains(option)) {
      configuration.set(option, value);
    }
  }

  /**
   * A copy of the configuration with Flink's changelog state backend, whose files are in a folder.
   */
  public static Configuration withChangelog(Configuration configuration, Path folder) {
    Configuration logged = new Configuration(configuration);
    logged.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, true);
    logged.set(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE, "filesystem");
    logged.set(FsStateChangelogOptions.BASE_PATH, address(folder));
    // A restart replays the changes since the last materialization.
    logged.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofMinutes(3));
    // Small write buffers, because a materialization flushes them on the task thread. One transfer
    // thread, because copying the files may be slow.
    logged.set(RocksDBConfigurableOptions.WRITE_BUFFER_SIZE, MemorySize.ofMebiBytes(4));
    logged.set(RocksDBConfigurableOptions.MAX_WRITE_BUFFER_NUMBER, 16);
    logged.set(RocksDBOptions.CHECKPOINT_TRANSFER_THREAD_NUM, 1);
    // Latency matters more here than throughput.
    logged.set(TuningOptions.COMPACTION_RATE, MemorySize.ofMebiBytes(640));
    // The changelog backend requires it.
    logged.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
    return logged;
  }

  /** A copy of the configuration with which the job resumes from a savepoint. */
  public static Configuration fromSavepoint(Configuration configuration, String savepoint) {
    Configuration restored = new Configuration(configuration);
    restored.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    return restored;
  }
}
