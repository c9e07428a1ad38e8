package io.intereststream.deploy.cli.train;

import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.training.tensor.Compute;
import picocli.CommandLine.Option;

/** What trains. */
final class ComputeOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that compute; with one a run is repeatable bit by bit.")
  private int threads;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "AUTO",
      description = "What computes: ${COMPLETION-CANDIDATES}; AUTO: a GPU where there is one.")
  private Compute.Where device;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      defaultValue = "FULL",
      description =
          "${COMPLETION-CANDIDATES}; MIXED: products from bfloat16, which a large model's GPU run"
              + " gains by.")
  private Compute.Precision precision;

  /** Makes it what computes from here on. */
  void use() {
    Bounds.atLeast(1, "--threads", threads);
    Compute.use(device, threads, precision);
  }
}
