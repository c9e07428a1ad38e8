package io.intereststream.deploy.cli.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The benchmarks. */
@Command(
    name = "bench",
    description = "Runs a benchmark. Each benchmark starts everything that it needs.",
    subcommands = {
      BenchPipelineCommand.class,
      BenchEncodeCommand.class,
      BenchCompareCommand.class,
      BenchScaleCommand.class,
      BenchReleaseChangeCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a benchmark is missing (expected: pipeline, encode, compare, scale or release-change)");
  }
}
