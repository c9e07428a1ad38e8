package io.intereststream.deploy.cli.train;

import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.training.tensor.Compute;
import picocli.CommandLine.Option;

/** Options for the device and precision of training. */
final class ComputeOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Number of compute threads. With one thread, runs are reproducible bit for bit.")
  private int threads;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "AUTO",
      description = "Compute device: ${COMPLETION-CANDIDATES}. AUTO uses a GPU if there is one.")
  private Compute.Where device;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      defaultValue = "FULL",
      description =
          "Numerical precision: ${COMPLETION-CANDIDATES}. MIXED multiplies in bfloat16, which"
              + " makes large models on a GPU faster.")
  private Compute.Precision precision;

  /** Applies the options to the whole process. */
  void use() {
    Bounds.atLeast(1, "--threads", threads);
    Compute.use(device, threads, precision);
  }
}
