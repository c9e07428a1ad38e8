package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.ScaleBench;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.error.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmark at growing sizes. */
@Command(
    name = "scale",
    description =
        "Measures throughput and bytes of state per viewer for growing numbers of viewers and"
            + " items and for longer histories. Takes several minutes and up to 30 GB of disk"
            + " space.")
final class BenchScaleCommand implements Callable<Integer> {
  private static final int FEW = 10_000;
  private static final int MANY = 1_000_000;

  @Mixin private BenchOptions run;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Number of interleaved runs of each size. The medians are reported.")
  private int repetitions;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Number of events in each run.")
  private int events;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Skip the sizes with more viewers or items than this.")
  private int most;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--repetitions", repetitions);
    Bounds.atLeast(1, "--events", events);
    List<ScaleBench.Case> cases =
        Stream.of(
                // Histories long enough for the encoder state to be stored.
                new ScaleBench.Case(FEW, FEW, 10),
                new ScaleBench.Case(100_000, FEW, 10),
                new ScaleBench.Case(MANY, FEW, 10),
                new ScaleBench.Case(FEW, MANY, 10),
                new ScaleBench.Case(FEW, FEW, 100),
                // Histories too short for it.
                new ScaleBench.Case(100_000, FEW, 3))
            .filter(size -> size.viewers() <= most && size.items() <= most)
            .toList();
    run.print(
        (folder, progress) -> new ScaleBench(folder, repetitions, events, progress).run(cases));
    return ExitCode.OK.code();
  }
}
