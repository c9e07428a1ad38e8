package io.intereststream.deploy.command;

import io.intereststream.deploy.bench.PipelineBench;
import io.intereststream.deploy.bench.PipelineReport;
import io.intereststream.deploy.dataset.SyntheticDataSet;
import io.intereststream.deploy.dataset.SyntheticRelease;
import io.intereststream.deploy.dataset.SyntheticSettings;
import io.intereststream.encoder.ModelRegistry;
import io.intereststream.encoder.Release;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the job costs beside the bare pipeline and beside the plain alternative. */
@Command(
    name = "pipeline",
    description =
        "Events a second of the job, of the same job with an encoder that only returns a stored"
            + " vector, and of one that recomputes the whole history at each event; then the job's"
            + " latency at half of its rate. Takes some minutes.")
final class BenchPipelineCommand implements Callable<Integer> {
  private static final long SEED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Interleaved runs of each; medians are reported.")
  private int repetitions;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "300000",
      description = "Events of a run.")
  private int events;

  @Option(names = "--json", description = "Print the report as JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PrintWriter progress = spec.commandLine().getErr();
    Path folder = Files.createTempDirectory("interest-stream-bench-");
    try {
      Path registry = folder.resolve("registry");
      SyntheticRelease derived =
          new SyntheticRelease(new SyntheticDataSet(SyntheticSettings.of(SEED, 0)));
      Release release = derived.write(registry.resolve("releases").resolve(derived.version()));
      new ModelRegistry(registry).activate("production", release.version());
      PipelineReport report =
          new PipelineBench(
                  release,
                  registry,
                  folder,
                  repetitions,
                  events,
                  line -> {
                    progress.println(line);
                    progress.flush();
                  })
              .run();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        JsonReport.print(report, out);
      } else {
        out.print(report.table());
        out.flush();
      }
      return ExitCode.OK;
    } finally {
      TemporaryFolder.delete(folder);
    }
  }
}
