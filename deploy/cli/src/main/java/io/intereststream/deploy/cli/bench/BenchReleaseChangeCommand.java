package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.change.ReleaseChangeBench;
import io.intereststream.deploy.bench.change.ReleaseChangeReport;
import io.intereststream.deploy.bench.change.ReleaseChangeSettings;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.error.ExitCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmark of release changes under load. */
@Command(
    name = "release-change",
    description =
        "Changes the release while the job runs on a cluster of two TaskManagers in separate JVMs"
            + " at a rate that keeps 40 %% of the CPU busy, and measures latency, pauses, memory"
            + " and re-embedding. Ends with an audit, and exits with 1 if the audit fails. Linux"
            + " only.")
final class BenchReleaseChangeCommand implements Callable<Integer> {
  @Mixin private BenchOptions run;

  @Mixin private BenchJobOptions job;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Number of items of each release, of dimension 64.")
  private int items;

  @Option(
      names = "--viewers",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Number of viewers with a history.")
  private int viewers;

  @Option(
      names = "--history",
      paramLabel = "N",
      defaultValue = "20",
      description = "Maximum number of items in each history at the start.")
  private int history;

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "2",
      description = "Number of release changes.")
  private int changes;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "Time between two changes. The first change comes after at least a minute.")
  private int every;

  @Option(
      names = "--rate",
      paramLabel = "EVENTS",
      defaultValue = "0",
      description = "Events per second. 0 finds the rate that keeps 40 %% of the CPU busy.")
  private double rate;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of TaskManagers to kill during the run.")
  private int kills;

  @Option(
      names = "--reembed-within",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Value of interest-stream.release.reembed.within in seconds: the time over which the"
              + " job spreads the re-embedding of viewers whose history changed recently.")
  private int reembedWithin;

  @Option(
      names = "--changelog",
      description =
          "Use Flink's changelog state backend, and limit compactions to reading 640 MB/s.")
  private boolean changelog;

  @Option(
      names = "--audit-last",
      description =
          "Audit only the last update of each viewer. Auditing every update takes about"
              + " 0.6 ms for each.")
  private boolean auditLast;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--items", items);
    Bounds.atLeast(1, "--viewers", viewers);
    Bounds.within(1, 100, "--history", history);
    Bounds.atLeast(1, "--changes", changes);
    Bounds.atLeast(1, "--every", every);
    Bounds.atLeast(0, "--kills", kills);
    Bounds.atLeast(0, "--reembed-within", reembedWithin);
    ReleaseChangeSettings settings =
        new ReleaseChangeSettings(
            items,
            viewers,
            history,
            changes,
            Duration.ofSeconds(every),
            rate,
            kills,
            Duration.ofSeconds(reembedWithin),
            changelog,
            !auditLast,
            job.strict(),
            job.configuration());
    ReleaseChangeReport report =
        run.print((folder, progress) -> new ReleaseChangeBench(settings, folder, progress).run());
    return report.mismatches() == 0 ? ExitCode.OK.code() : ExitCode.CHECK_FAILED.code();
  }
}
