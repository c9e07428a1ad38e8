package io.intereststream.deploy.cli.bench;

import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.deploy.bench.PipelineBench;
import io.intereststream.deploy.bench.PipelineReport;
import io.intereststream.deploy.bench.SyntheticRelease;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.error.ExitCode;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.registry.RegistryLayout;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmark of the job against the bare pipeline and against recomputing whole histories. */
@Command(
    name = "pipeline",
    description =
        "Measures the throughput of the job, of the same job with an encoder that only returns a"
            + " stored vector, and of the same job with an encoder that recomputes the whole"
            + " history at each event. Then measures the latency of the job at half of the"
            + " measured throughput. Takes several minutes.")
final class BenchPipelineCommand implements Callable<Integer> {
  private static final long SEED = 1;

  @Mixin private BenchOptions run;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Number of interleaved runs of each variant. The medians are reported.")
  private int repetitions;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "300000",
      description = "Number of events in each run.")
  private int events;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--repetitions", repetitions);
    Bounds.atLeast(1, "--events", events);
    run.print(this::measure);
    return ExitCode.OK.code();
  }

  private PipelineReport measure(Path folder, Consumer<String> progress) throws Exception {
    Path registry = folder.resolve("registry");
    SyntheticRelease derived =
        new SyntheticRelease(new SyntheticLog(SyntheticSettings.of(SEED, 0)));
    Release release = derived.write(new RegistryLayout(registry).release(derived.version()));
    new ModelRegistry(registry).activate("production", release.version());
    return new PipelineBench(release, registry, folder, repetitions, events, progress).run();
  }
}
