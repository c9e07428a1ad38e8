package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.scale.ScaleBench;
import io.intereststream.deploy.bench.scale.ScaleSettings;
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
        "Measures CPU time and bytes written per event, and bytes of state per viewer, for growing"
            + " numbers of viewers and items. Viewers watch in Zipf's order. Exits with 1 if"
            + " repetitions do not agree. Takes an hour and up to 30 GB of disk space. Linux only.")
final class BenchScaleCommand implements Callable<Integer> {
  private static final int FEW = 10_000;
  private static final int MANY = 1_000_000;

  @Mixin private BenchOptions run;

  @Mixin private BenchJobOptions job;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Number of windows of each size that must agree within 5 %%.")
  private int repetitions;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "300000",
      description = "Minimum number of events in a window, which ends with a checkpoint.")
  private int events;

  @Option(
      names = "--history",
      paramLabel = "N",
      defaultValue = "100",
      description = "Maximum number of items of a history.")
  private int history;

  @Option(
      names = "--fewest",
      paramLabel = "N",
      defaultValue = "" + FEW,
      description = "Number of viewers and items of the first size.")
  private int fewest;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "" + MANY,
      description = "Largest number of viewers, and of items.")
  private int most;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--repetitions", repetitions);
    Bounds.atLeast(1, "--events", events);
    Bounds.atLeast(1, "--history", history);
    Bounds.atLeast(1, "--fewest", fewest);
    Bounds.atLeast(fewest, "--most", most);
    List<ScaleSettings.Case> cases =
        Stream.of(
                new ScaleSettings.Case(fewest, fewest),
                new ScaleSettings.Case(most, fewest),
                new ScaleSettings.Case(fewest, most))
            .distinct()
            .toList();
    ScaleSettings settings =
        new ScaleSettings(cases, history, repetitions, events, job.strict(), job.configuration());
    run.print((folder, progress) -> new ScaleBench(settings, folder, progress).run());
    return ExitCode.OK.code();
  }
}
