package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.ReleaseChangeBench;
import io.intereststream.deploy.bench.ReleaseChangeReport;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.error.ExitCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a change of release costs under load. */
@Command(
    name = "release-change",
    description =
        "Changes of release under half of the job's load on a cluster of two TaskManagers in JVMs"
            + " of their own: latency, pauses, memory, re-embedding; ends with an audit."
            + " Linux. Exits with 1 if the audit does not hold.")
final class BenchReleaseChangeCommand implements Callable<Integer> {
  @Mixin private BenchOptions run;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Of each release, dimension 64.")
  private int items;

  @Option(
      names = "--viewers",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Viewers with histories.")
  private int viewers;

  @Option(
      names = "--history",
      paramLabel = "N",
      defaultValue = "20",
      description = "Items of each viewer at the start, two at least.")
  private int history;

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "2",
      description = "Changes of release.")
  private int changes;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "From one change to the next; before the first, a minute at least.")
  private int every;

  @Option(
      names = "--rate",
      paramLabel = "EVENTS",
      defaultValue = "0",
      description = "Events a second; 0 for half of what the job sustains.")
  private double rate;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "0",
      description = "TaskManagers killed on the way.")
  private int kills;

  @Option(
      names = "--reembed-within",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Time for viewers who watch nothing.")
  private int reembedWithin;

  @Option(names = "--changelog", description = "Checkpoints by Flink's changelog backend.")
  private boolean changelog;

  @Option(
      names = "--audit-last",
      description =
          "Audit each viewer's last update only; every update takes the audit about 0.6 ms.")
  private boolean auditLast;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--items", items);
    Bounds.atLeast(1, "--viewers", viewers);
    Bounds.atLeast(2, "--history", history);
    Bounds.atLeast(1, "--changes", changes);
    Bounds.atLeast(1, "--every", every);
    Bounds.atLeast(0, "--kills", kills);
    Bounds.atLeast(0, "--reembed-within", reembedWithin);
    ReleaseChangeBench.Settings settings =
        new ReleaseChangeBench.Settings(
            items,
            viewers,
            history,
            changes,
            Duration.ofSeconds(every),
            rate,
            kills,
            Duration.ofSeconds(reembedWithin),
            changelog,
            !auditLast);
    ReleaseChangeReport report =
        run.print((folder, progress) -> new ReleaseChangeBench(settings, folder, progress).run());
    return report.mismatches() == 0 ? ExitCode.OK.code() : ExitCode.CHECK_FAILED.code();
  }
}
