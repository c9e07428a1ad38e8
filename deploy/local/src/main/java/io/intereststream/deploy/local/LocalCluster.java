package io.intereststream.deploy.local;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.InterestJob;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.release.EncoderProvider;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job on a Flink cluster inside this JVM, bound to loopback, with RocksDB and checkpoints below
 * a folder on disk. One cluster runs one job and ends with it.
 */
public final class LocalCluster implements AutoCloseable {
  private static final long START_S = 180;

  /** Maximum time of a stop, in s. */
  public static final long STOP_S = 60;

  private final JobClient job;

  /** Still known after the cluster has ended with the job. */
  private final CompletableFuture<JobExecutionResult> result;

  private final JobOptions options;
  private final Path checkpoints;
  private boolean ended;

  private LocalCluster(JobClient job, JobOptions options, Path checkpoints) {
    this.job = job;
    this.result = job.getJobExecutionResult();
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
    Configuration complete = LocalConfiguration.withDefaults(configuration, folder);
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
    Path checkpoints = LocalConfiguration.checkpoints(complete);
    JobClient job = env.executeAsync(InterestJob.NAME);
    LocalCluster cluster =
        new LocalCluster(job, options, checkpoints.resolve(job.getJobID().toString()));
    try {
      cluster.awaitCheckpoint();
    } catch (IOException | InterruptedException | RuntimeException e) {
      try {
        cluster.close();
      } catch (RuntimeException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
    return cluster;
  }

  /** The options of the job. */
  public JobOptions options() {
    return options;
  }

  /** The folder of the job's checkpoints {@code chk-N}; its name is Flink's id of the job. */
  public Path checkpoints() {
    return checkpoints;
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
                + " s (expected: one; run again with INTEREST_STREAM_LOG=FILE and see that file)");
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
    return stopWithSavepoint(Duration.ofSeconds(STOP_S));
  }

  /**
   * Stops the job with a savepoint.
   *
   * @param limit maximum time for the savepoint
   * @return the savepoint's address
   */
  public String stopWithSavepoint(Duration limit) throws Exception {
    String savepoint =
        job.stopWithSavepoint(false, null, SavepointFormatType.CANONICAL)
            .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    result.get(STOP_S, TimeUnit.SECONDS);
    ended = true;
    return savepoint;
  }

  /**
   * Checks that the job is running.
   *
   * @throws InterestStreamException if the job has ended for a reason outside this program
   */
  public void check() throws InterruptedException {
    if (result.isDone()) {
      await();
      throw InterestStreamException.environment("job: ended (expected: running)");
    }
  }

  /**
   * Waits until the job has ended, but at most {@code time}.
   *
   * @return whether the job has ended; {@link #await} tells why
   */
  public boolean hasEndedWithin(Duration time) throws InterruptedException {
    try {
      result.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  /**
   * Waits until the job ends.
   *
   * @throws InterestStreamException if it ended for a reason outside this program
   */
  public void await() throws InterruptedException {
    try {
      result.get();
    } catch (ExecutionException e) {
      throw JobFailure.of(e.getCause());
    }
  }

  /** Cancels the job if it is running, and waits until the job and the cluster have ended. */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    long start = System.nanoTime();
    try {
      if (!result.isDone()) {
        job.cancel().get(STOP_S, TimeUnit.SECONDS);
      }
      result.get(STOP_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!JobFailure.isCancellation(e)) {
        throw JobFailure.of(e.getCause());
      }
    } catch (TimeoutException e) {
      throw InterestStreamException.environment(
          ("job: still running %d s after the request to cancel it"
                  + " (expected: ended; if it hangs, kill its process)")
              .formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
