package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.pipeline.PipelineBench;
import io.intereststream.deploy.bench.pipeline.PipelineSettings;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.error.ExitCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmark of the job against the bare pipeline and against recomputing whole histories. */
@Command(
    name = "pipeline",
    description =
        "Measures the CPU time of an event in the job by groups of threads, the share of the"
            + " encoder against an encoder that only returns stored vectors and against one that"
            + " recomputes the whole history at each event, and the latency at the rate that keeps"
            + " 40 %% of the CPU busy. Exits with 1 if repetitions do not agree. Takes about 20"
            + " minutes. Linux only.")
final class BenchPipelineCommand implements Callable<Integer> {
  @Mixin private BenchOptions run;

  @Mixin private BenchJobOptions job;

  @Mixin private ViewerOptions viewers;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Number of repetitions that must agree within 5 %%. The medians are reported.")
  private int repetitions;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "300000",
      description = "Minimum number of events in a repetition, which ends with a checkpoint.")
  private int events;

  @Option(
      names = "--latency-seconds",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Time of each run that measures latency.")
  private int latency;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--repetitions", repetitions);
    Bounds.atLeast(1, "--events", events);
    Bounds.atLeast(1, "--latency-seconds", latency);
    PipelineSettings settings =
        new PipelineSettings(
            viewers.viewers(),
            viewers.order(),
            repetitions,
            events,
            Duration.ofSeconds(latency),
            job.strict(),
            job.configuration());
    run.print((folder, progress) -> new PipelineBench(settings, folder, progress).run());
    return ExitCode.OK.code();
  }
}
