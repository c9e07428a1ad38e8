package io.intereststream.deploy.cli.train;

import io.intereststream.training.tensor.Compute;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What trains. */
final class ComputeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

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
    if (threads < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads %d (expected: at least 1)".formatted(threads));
    }
    Compute.use(device, threads, precision);
  }
}
