package io.intereststream.deploy.command;

import io.intereststream.deploy.dataset.DataSet;
import io.intereststream.deploy.dataset.SyntheticDataSet;
import io.intereststream.deploy.dataset.SyntheticRelease;
import io.intereststream.deploy.demo.Demo;
import io.intereststream.deploy.demo.DemoReport;
import io.intereststream.deploy.demo.Screen;
import io.intereststream.encoder.Release;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs all of it on this machine, to a passed audit. */
@Command(
    name = "demo",
    description = {
      "Runs all of it on this machine: a Kafka broker, the job on a local Flink cluster, a replay of"
          + " events, and the audit. Exits with 0 only if the audit holds.",
      "Without --data it makes up viewers with planted tastes that drift, and derives a release from"
          + " the generator's own item vectors; nothing is trained."
    })
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Option(
      names = "--release",
      paramLabel = "DIR",
      description = "Folder of the release for --data.")
  private Path release;

  @Option(
      names = "--seconds",
      defaultValue = "40",
      description = "Spread the events over so many seconds; 0: as fast as it goes.")
  private double seconds;

  @Option(names = "--events", paramLabel = "N", description = "Replay at most so many events.")
  private Long events;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "Parallel subtasks of the job.")
  private int parallelism;

  @Option(
      names = "--slack",
      paramLabel = "N",
      description =
          "Entries that a cut history loses beyond the window; a fifth of the window when not"
              + " given.")
  private Integer slack;

  @Option(names = "--headless", description = "Print lines instead of a changing screen.")
  private boolean headless;

  @Option(names = "--keep", description = "Keep the files of broker, job and registry.")
  private boolean keep;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Write events.jsonl and updates.jsonl, as the topics hold them in the end.")
  private Path output;

  @Option(names = "--json", description = "Print the report as JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if ((data.path() == null) != (release == null)) {
      throw new ParameterException(
          spec.commandLine(), "--data and --release: one of them (expected: both or none)");
    }
    // Standard output is the report's alone where a machine reads it.
    PrintWriter out = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("interest-stream-demo-");
    try {
      DataSet events = data.open();
      Demo.Settings settings =
          new Demo.Settings(
              folder,
              events,
              placeRelease(events, folder.resolve("registry").resolve("releases")),
              this.events == null ? Long.MAX_VALUE : this.events,
              seconds == 0 ? 0 : expected(events) / seconds,
              parallelism,
              slack,
              output);
      boolean terminal = !headless && System.console() != null;
      DemoReport report = new Demo(settings, new Screen(out, terminal)).run();
      print(report, out);
      return report.audit().holds() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    } finally {
      if (keep) {
        out.println("kept: " + folder);
        out.flush();
      } else {
        TemporaryFolder.delete(folder);
      }
    }
  }

  private double expected(DataSet dataSet) {
    long rows = Math.max(1, dataSet.estimatedRows());
    return events == null ? rows : Math.min(events, rows);
  }

  /** Puts the release into the registry, in a folder that is named after its version. */
  private String placeRelease(DataSet dataSet, Path releases) throws Exception {
    if (dataSet instanceof SyntheticDataSet synthetic) {
      SyntheticRelease derived = new SyntheticRelease(synthetic);
      return derived.write(releases.resolve(derived.version())).version();
    }
    String version = Release.read(release).version();
    Path copy = Files.createDirectories(releases.resolve(version));
    try (Stream<Path> files = Files.list(release)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return version;
  }

  private void print(DemoReport report, PrintWriter out) {
    if (json) {
      JsonReport.print(report, spec.commandLine().getOut());
    }
    out.printf(
        "%,d events in %.1f s (%,.0f/s), %,d updates of %,d viewers, %d dead letters, %d malformed"
            + " rows%n",
        report.eventsSent(),
        report.seconds(),
        report.eventsPerSecond(),
        report.updates(),
        report.viewers(),
        report.deadLetters(),
        report.malformedRows());
    out.printf(
        "from event to update: p50 %.0f ms, p99 %.0f ms%n",
        report.latencyMs().p50(), report.latencyMs().p99());
    AuditText.print(report.audit(), out);
  }
}
