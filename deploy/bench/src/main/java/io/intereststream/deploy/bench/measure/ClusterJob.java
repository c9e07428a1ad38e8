package io.intereststream.deploy.bench.measure;

import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.TemporaryFolder;
import io.intereststream.job.config.JobOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/** A job on a cluster of {@link BenchCluster}. */
public final class ClusterJob implements MeasuredJob {
  private static final Duration SAVEPOINT = Duration.ofMinutes(10);

  private final LocalCluster cluster;
  private final Configuration configuration;
  private final long pid;

  ClusterJob(LocalCluster cluster, Configuration configuration, long pid) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.pid = pid;
  }

  @Override
  public JobOptions options() {
    return cluster.options();
  }

  /** All options of the job. */
  public Configuration configuration() {
    return new Configuration(configuration);
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public Path checkpoints() {
    return cluster.checkpoints();
  }

  @Override
  public void check() throws InterruptedException {
    cluster.check();
  }

  /** Stops the job with a savepoint and returns its address. */
  public String stopWithSavepoint() throws Exception {
    return cluster.stopWithSavepoint(SAVEPOINT);
  }

  /** Stops the job and deletes its checkpoints. */
  @Override
  public void close() {
    cluster.close();
    try {
      TemporaryFolder.delete(checkpoints());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
