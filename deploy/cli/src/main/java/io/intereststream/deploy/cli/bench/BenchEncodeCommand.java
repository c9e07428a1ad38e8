package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.EncodeBench;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.error.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the encoder costs beside libtorch. */
@Command(
    name = "encode",
    description =
        "Whole histories a second of the job's encoder and of libtorch's batched forward of the"
            + " same model, on one thread, and what an event costs. Takes about a minute.")
final class BenchEncodeCommand implements Callable<Integer> {
  @Mixin private BenchOptions run;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "25",
      description = "Interleaved runs of each; medians are reported.")
  private int repetitions;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--repetitions", repetitions);
    run.print((folder, progress) -> new EncodeBench(folder, repetitions).run());
    return ExitCode.OK.code();
  }
}
