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

/** What an event costs at other sizes. */
@Command(
    name = "scale",
    description =
        "Events a second and bytes of state a viewer with more viewers, more items and longer"
            + " histories. Takes some minutes and up to 30 GB of disk.")
final class BenchScaleCommand implements Callable<Integer> {
  private static final int FEW = 10_000;
  private static final int MANY = 1_000_000;

  @Mixin private BenchOptions run;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Interleaved runs of each size; medians are reported.")
  private int repetitions;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Events of a run.")
  private int events;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Only sizes of at most so many viewers and items.")
  private int most;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--repetitions", repetitions);
    Bounds.atLeast(1, "--events", events);
    List<ScaleBench.Case> cases =
        Stream.of(
                // Long enough that a viewer's encoder state is kept.
                new ScaleBench.Case(FEW, FEW, 10),
                new ScaleBench.Case(100_000, FEW, 10),
                new ScaleBench.Case(MANY, FEW, 10),
                new ScaleBench.Case(FEW, MANY, 10),
                new ScaleBench.Case(FEW, FEW, 100),
                // And too short for it.
                new ScaleBench.Case(100_000, FEW, 3))
            .filter(size -> size.viewers() <= most && size.items() <= most)
            .toList();
    run.print(
        (folder, progress) -> new ScaleBench(folder, repetitions, events, progress).run(cases));
    return ExitCode.OK.code();
  }
}
