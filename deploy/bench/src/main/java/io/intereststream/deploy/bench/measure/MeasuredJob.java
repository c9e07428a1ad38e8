package io.intereststream.deploy.bench.measure;

import io.intereststream.job.config.JobOptions;
import java.nio.file.Path;

/** A running job that is measured. */
interface MeasuredJob extends AutoCloseable {
  /** The options of the job. */
  JobOptions options();

  /** The process that runs its tasks. */
  long pid();

  /** The folder of its checkpoints {@code chk-N}, or the folder of that folder. */
  Path checkpoints();

  /** Throws if the job has ended. */
  void check() throws InterruptedException;

  /** Stops the job. */
  @Override
  void close();
}
