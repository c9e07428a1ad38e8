package io.intereststream.deploy.cli.demo;

import io.intereststream.data.LaterWatches;
import io.intereststream.data.ReadSummary;
import io.intereststream.data.WatchLog;
import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.deploy.cli.dataset.DataOptions;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.deploy.cli.output.AuditText;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.deploy.local.TemporaryFolder;
import io.intereststream.error.ExitCode;
import io.intereststream.model.registry.RegistryLayout;
import io.intereststream.model.serving.Release;
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

/** Runs the whole system on this machine, including the audit. */
@Command(
    name = "demo",
    description = {
      "Runs the whole system on this machine: a Kafka broker, the job on a local Flink"
          + " cluster, a replay of watch events, and the audit. Exits with 0 only if the audit"
          + " passes.",
      "Without --data it generates synthetic viewers whose tastes change over time."
          + " Without --release it first trains a release on the first events. It then replays"
          + " the later events, and reports how many of them the release predicts."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final long SYNTHETIC_EVENTS = 100_000;

  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Option(
      names = "--release",
      paramLabel = "DIR",
      description =
          "Folder of a release to use with --data. Without it, the demo trains a" + " release.")
  private Path release;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Random seed of the training.")
  private long seed;

  @Option(
      names = "--training-events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Number of events to train on. The replay begins after them.")
  private long trainingEvents;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "40",
      description = "Duration of the replay in seconds. 0 replays as fast as possible.")
  private double seconds;

  @Option(names = "--events", paramLabel = "N", description = "Maximum number of events to replay.")
  private Long events;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "Number of parallel subtasks of the job.")
  private int parallelism;

  @Option(
      names = "--slack",
      paramLabel = "N",
      description =
          "A history longer than the window is cut to the window minus N entries. Default:"
              + " a quarter of the window.")
  private Integer slack;

  @Option(names = "--headless", description = "Print lines instead of redrawing the screen.")
  private boolean headless;

  @Option(names = "--keep", description = "Keep the files of the broker, the job and the registry.")
  private boolean keep;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "At the end, write the content of the topics to events.jsonl and updates.jsonl"
              + " in this folder.")
  private Path output;

  @Option(names = "--json", description = "Print the report as JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (release != null && data.path() == null) {
      throw new ParameterException(
          spec.commandLine(), "--release: " + release + " (expected: only with --data)");
    }
    Bounds.atLeast(1, "--training-events", trainingEvents);
    Bounds.atLeast(1, "--parallelism", parallelism);
    if (events != null) {
      Bounds.atLeast(1, "--events", events);
    }
    if (!(seconds >= 0)) {
      throw new ParameterException(
          spec.commandLine(), "--seconds: " + seconds + " (expected: 0 or more)");
    }
    // With --json, standard output holds nothing but the report.
    PrintWriter out = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("interest-stream-demo-");
    try {
      Screen screen = new Screen(out, !headless && System.console() != null);
      DemoReport report = new Demo(settings(folder, screen, out), screen).run();
      print(report, out);
      return report.audit().holds() ? ExitCode.OK.code() : ExitCode.CHECK_FAILED.code();
    } finally {
      if (keep) {
        out.println("files kept in " + folder);
        out.flush();
      } else {
        TemporaryFolder.delete(folder);
      }
    }
  }

  private Demo.Settings settings(Path folder, Screen screen, PrintWriter out) throws Exception {
    Path releases = new RegistryLayout(folder.resolve("registry")).releases();
    WatchLog given = data.open(SYNTHETIC_EVENTS);
    if (release != null) {
      ReadSummary summary = data.checkForReplay(given, out);
      return settings(folder, given, summary.events(), placeRelease(releases), null);
    }
    WatchLog whole = given instanceof SyntheticLog synthetic ? longer(synthetic) : given;
    ReadSummary summary = data.checkForReplay(whole, out);
    DemoTraining.Trained trained =
        new DemoTraining(whole, data.policy(), trainingEvents, atMost(), seed, screen)
            .run(releases);
    WatchLog later = new LaterWatches(whole, trained.position());
    return settings(
        folder, later, summary.events() - trainingEvents, trained.version(), trained.report());
  }

  private Demo.Settings settings(
      Path folder, WatchLog log, long count, String version, TrainingReport training) {
    return new Demo.Settings(
        folder,
        log,
        version,
        atMost(),
        seconds == 0 ? 0 : Math.min(atMost(), count) / seconds,
        parallelism,
        slack,
        output,
        data.configuration(),
        training);
  }

  /** The synthetic events for training, followed by the requested number of events to replay. */
  private SyntheticLog longer(SyntheticLog log) {
    SyntheticSettings settings = log.settings();
    return new SyntheticLog(settings.withEvents(trainingEvents + settings.events()));
  }

  private long atMost() {
    return events == null ? Long.MAX_VALUE : events;
  }

  /** Copies the release into the registry, into a folder named after its version. */
  private String placeRelease(Path releases) throws Exception {
    String version;
    try (Release given = Release.read(release)) {
      version = given.version();
    }
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
    if (report.training() != null) {
      out.println(report.training().found());
    }
    AuditText.print(report.audit(), out);
  }
}
