package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.BenchReport;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.deploy.local.TemporaryFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a benchmark in a temporary folder and prints its report. */
final class BenchOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "Print the report as JSON on standard output.")
  private boolean json;

  /** A benchmark. */
  interface Bench<R extends Record & BenchReport> {

    /**
     * Runs it.
     *
     * @param folder for its files
     * @param progress receives progress messages
     */
    R run(Path folder, Consumer<String> progress) throws Exception;
  }

  /** Runs a benchmark, prints its report and returns it. */
  <R extends Record & BenchReport> R print(Bench<R> bench) throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    try (TemporaryFolder folder = TemporaryFolder.create("interest-stream-bench-", false)) {
      R report =
          bench.run(
              folder.path(),
              line -> {
                err.println(line);
                err.flush();
              });
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        JsonReport.print(report, out);
      } else {
        out.print(report.table());
        out.flush();
      }
      return report;
    }
  }
}
