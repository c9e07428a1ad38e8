package io.intereststream.deploy.command;

import io.intereststream.deploy.bench.EncodeBench;
import io.intereststream.deploy.bench.EncodeReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the encoder costs beside libtorch. */
@Command(
    name = "encode",
    description =
        "Whole histories a second of the job's encoder and of libtorch's batched forward of the"
            + " same model, on one thread, and what an event costs. Takes about a minute.")
final class BenchEncodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "9",
      description = "Interleaved runs of each; medians are reported.")
  private int repetitions;

  @Option(names = "--json", description = "Print the report as JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("interest-stream-bench-");
    try {
      EncodeReport report = new EncodeBench(folder, repetitions).run();
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
