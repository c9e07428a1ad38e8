package io.intereststream.deploy.cli.job;

import io.intereststream.deploy.audit.Audit;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.CaughtUp;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.deploy.cli.option.ConfigurationOptions;
import io.intereststream.deploy.cli.output.AuditText;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.model.registry.RegistryAddress;
import io.intereststream.model.registry.RegistryLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks the one invariant over the topics. */
@Command(
    name = "audit",
    description = {
      "Checks over the topics that every viewer's last update equals what the reference encoder"
          + " computes from the viewer's events, to 1e-5. Exits with 1 if it does not.",
      "It takes the job's configuration file, and a registry on a local file system."
    })
public final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--wait",
      defaultValue = "60",
      description = "Seconds to wait for the job to have read everything.")
  private long waitSeconds;

  @Option(
      names = "--every",
      description =
          "Compare every update that is still on the topic, not only the last of each viewer.")
  private boolean every;

  @Option(names = "--json", description = "Print the report as JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Bounds.within(0, Duration.ofDays(1).toSeconds(), "--wait", waitSeconds);
    JobOptions options = JobOptions.from(configuration.read());
    CaughtUp.await(options, Duration.ofSeconds(waitSeconds));
    AuditReport report = new Audit(options, localReleases(options.registry()), every).run();
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
                            + " (expected: a file: address or a path; copy the registry here and"
                            + " name it by -Dinterest-stream.release.registry=DIR)"));
    return new RegistryLayout(folder).releases();
  }
}
