package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.encoder.EncodeBench;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.error.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmark of the encoder against libtorch. */
@Command(
    name = "encode",
    description =
        "Measures, on one thread, how many whole histories per second the job's encoder"
            + " and libtorch's batched forward pass of the same model encode, and what an event"
            + " costs. Exits with 1 if repetitions do not agree. Takes about a minute.")
final class BenchEncodeCommand implements Callable<Integer> {
  @Mixin private BenchOptions run;

  @Mixin private TrialOptions trial;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "25",
      description = "Number of interleaved runs of each variant.")
  private int repetitions;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--repetitions", repetitions);
    run.print((folder, progress) -> new EncodeBench(folder, repetitions, trial.strict()).run());
    return ExitCode.OK.code();
  }
}
