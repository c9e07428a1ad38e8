package io.intereststream.deploy.cli.job;

import io.intereststream.deploy.audit.Audit;
import io.intereststream.deploy.audit.AuditOptions;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.deploy.cli.option.ConfigurationOptions;
import io.intereststream.deploy.cli.output.AuditText;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.model.registry.RegistryAddress;
import io.intereststream.model.registry.RegistryLayout;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Audits the topics. */
@Command(
    name = "audit",
    description = {
      "Recomputes every viewer's vectors from the viewer's events with the reference encoder,"
          + " and compares them with the viewer's last update (tolerance: 1e-5). Exits with 1 if"
          + " a check fails or if no viewer could be checked.",
      "It works on topics in use: it remembers their current end offsets, and waits until the"
          + " job has passed them. It reports how many viewers could not be checked, and why. It"
          + " writes temporary files, about as large as the topics, to java.io.tmpdir.",
      "It reads the job's configuration file. The model registry must be on a local file system."
    })
public final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Maximum time in seconds to wait until the job has read what was on its topics when"
              + " the audit started.")
  private long waitSeconds;

  @Option(
      names = "--every",
      description =
          "Compare every update on the topic, not only the one that a reader holds for each"
              + " viewer.")
  private boolean every;

  @Option(
      names = "--baseline",
      paramLabel = "DIR",
      description =
          "Folder for the histories that an audit computes. The next audit continues from"
              + " them, so that it can also check viewers whose first events are no longer on the"
              + " topic. Created if it does not exist.")
  private Path baseline;

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description =
          "Savepoint of the job. The audit trusts the savepoint's histories and continues from"
              + " them, so that it can check viewers whose first events are no longer on the"
              + " topic. With --baseline, only the first audit needs it.")
  private String savepoint;

  @Option(
      names = "--erase-left",
      description =
          "If the audit passes, publish null values for viewers who are on the update topic only"
              + " because of a state from before the last rebuild.")
  private boolean eraseLeft;

  @Option(names = "--json", description = "Print the report as JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Bounds.within(0, Duration.ofDays(1).toSeconds(), "--wait", waitSeconds);
    JobOptions options = JobOptions.from(configuration.read());
    PrintWriter progress = spec.commandLine().getErr();
    AuditReport report =
        new Audit(
                JobAudit.settings(options, localReleases(options.release().registry())),
                new AuditOptions(
                    Duration.ofSeconds(waitSeconds),
                    every,
                    baseline,
                    savepoint == null ? null : new SavepointHistories(savepoint, options),
                    eraseLeft),
                line -> {
                  progress.println(line);
                  progress.flush();
                })
            .run();
    if (json) {
      JsonReport.print(report, spec.commandLine().getOut());
    } else {
      AuditText.print(report, spec.commandLine().getOut());
    }
    return report.holds() ? ExitCode.OK.code() : ExitCode.CHECK_FAILED.code();
  }

  private static Path localReleases(String registry) {
    Path folder =
        new RegistryAddress(registry)
            .localFolder()
            .orElseThrow(
                () ->
                    InterestStreamException.usage(
                        "interest-stream.release.registry: "
                            + registry
                            + " (expected: a path or a file: address; copy the registry to"
                            + " this machine and set -Dinterest-stream.release.registry=DIR)"));
    return new RegistryLayout(folder).releases();
  }
}
