package io.intereststream.deploy.local;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import io.intereststream.job.InterestJob;
import io.intereststream.job.config.JobConfiguration;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.tuning.TuningOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
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
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.KafkaException;

/**
 * The job on a Flink cluster inside this JVM, bound to loopback, with RocksDB and checkpoints below
 * a folder on disk. One cluster runs one job and ends with it.
 */
public final class LocalCluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final long START_S = 180;
  private static final long STOP_S = 60;

  private final JobClient job;
  private final JobOptions options;
  private final Path checkpoints;
  private boolean ended;

  private LocalCluster(JobClient job, JobOptions options, Path checkpoints) {
    this.job = job;
    this.options = options;
    this.checkpoints = checkpoints;
  }

  /**
   * Starts a cluster and the job on it, and waits for the first checkpoint, which proves that every
   * task is running.
   *
   * @param configuration options of the job and of Flink, which override the defaults of a local
   *     cluster
   * @param folder for state and checkpoints
   * @param encoders encoders of the job
   * @throws InterestStreamException if options are wrong, or brokers, topics or the registry are
   *     unusable
   */
  public static LocalCluster start(
      Configuration configuration, Path folder, EncoderProvider encoders) throws Exception {
    Configuration complete = withDefaults(configuration, folder);
    return submit(local(complete), complete, encoders);
  }

  private static StreamExecutionEnvironment local(Configuration complete) {
    try {
      return StreamExecutionEnvironment.createLocalEnvironment(complete);
    } catch (IllegalArgumentException e) {
      // Flink's exception for a value that is not of its option's type.
      throw new InterestStreamException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /** Starts the job in an environment, and waits for the first checkpoint. */
  static LocalCluster submit(
      StreamExecutionEnvironment env, Configuration complete, EncoderProvider encoders)
      throws Exception {
    JobOptions options = InterestJob.prepare(env, complete, encoders);
    Path checkpoints = checkpoints(complete);
    JobClient job = env.executeAsync(InterestJob.NAME);
    LocalCluster cluster =
        new LocalCluster(job, options, checkpoints.resolve(job.getJobID().toString()));
    try {
      cluster.awaitCheckpoint();
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private static Path checkpoints(Configuration complete) {
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

  private static String address(Path folder) {
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
      orElse(complete, host, LOOPBACK);
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
    // A restart replays the changes since then.
    logged.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofMinutes(3));
    // Small buffers: a materialization flushes RocksDB's write buffer on the task thread, and may
    // take its time to copy the files.
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
  public static Configuration from(Configuration configuration, String savepoint) {
    Configuration restored = new Configuration(configuration);
    restored.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    return restored;
  }

  /** The options of the job. */
  public JobOptions options() {
    return options;
  }

  private void awaitCheckpoint() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_S);
    while (!hasCheckpoint()) {
      check();
      if (System.nanoTime() > deadline) {
        throw InterestStreamException.environment(
            checkpoints
                + ": no checkpoint in "
                + START_S
                + " s (expected: one; the log says what prevents the job from running)");
      }
      Thread.sleep(50);
    }
  }

  private boolean hasCheckpoint() throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    try (DirectoryStream<Path> completed = Files.newDirectoryStream(checkpoints, "chk-*")) {
      for (Path checkpoint : completed) {
        if (Files.exists(checkpoint.resolve("_metadata"))) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Stops the job with a savepoint.
   *
   * @return the savepoint's address
   */
  public String stopWithSavepoint() throws Exception {
    String savepoint =
        job.stopWithSavepoint(false, null, SavepointFormatType.CANONICAL)
            .get(STOP_S, TimeUnit.SECONDS);
    job.getJobExecutionResult().get(STOP_S, TimeUnit.SECONDS);
    ended = true;
    return savepoint;
  }

  /**
   * Checks that the job is running.
   *
   * @throws InterestStreamException if the job has ended for a reason outside this program
   */
  public void check() throws InterruptedException {
    try {
      JobStatus status = job.getJobStatus().get(STOP_S, TimeUnit.SECONDS);
      if (status.isGloballyTerminalState()) {
        job.getJobExecutionResult().get();
        throw InterestStreamException.environment("job: " + status + " (expected: running)");
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (TimeoutException e) {
      throw InterestStreamException.environment(
          "job: no status in " + STOP_S + " s (expected: running)", e);
    }
  }

  /**
   * Waits until the job ends.
   *
   * @throws InterestStreamException if it ended for a reason outside this program
   */
  public void await() throws InterruptedException {
    try {
      job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  /**
   * The exception for what ended the job: something outside this program if a cause says so,
   * otherwise a bug.
   */
  private static RuntimeException failure(Throwable fault) {
    Optional<InterestStreamException> known =
        ExceptionUtils.findThrowable(fault, InterestStreamException.class);
    if (known.isPresent()) {
      return new InterestStreamException(
          known.get().exitCode(), "job: " + known.get().getMessage(), fault);
    }
    Optional<IOException> io = ExceptionUtils.findThrowable(fault, IOException.class);
    if (io.isPresent()) {
      return InterestStreamException.environment("job: " + IoFault.describe(io.get()), fault);
    }
    Optional<KafkaException> kafka = ExceptionUtils.findThrowable(fault, KafkaException.class);
    if (kafka.isPresent()) {
      return InterestStreamException.environment("job: Kafka: " + kafka.get().getMessage(), fault);
    }
    if (ExceptionUtils.findThrowable(fault, JobCancellationException.class).isPresent()) {
      return InterestStreamException.environment("job: cancelled (expected: running)", fault);
    }
    return new IllegalStateException("job: " + fault.getMessage(), fault);
  }

  /** Cancels the job if it is running, and waits until the job and the cluster have ended. */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      if (!job.getJobStatus().get(STOP_S, TimeUnit.SECONDS).isGloballyTerminalState()) {
        job.cancel().get(STOP_S, TimeUnit.SECONDS);
      }
      job.getJobExecutionResult().get(STOP_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!ExceptionUtils.findThrowable(e, JobCancellationException.class).isPresent()) {
        throw failure(e.getCause());
      }
    } catch (TimeoutException e) {
      throw InterestStreamException.environment("job: not cancelled in " + STOP_S + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
