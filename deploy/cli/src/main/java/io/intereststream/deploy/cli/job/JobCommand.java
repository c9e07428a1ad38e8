package io.intereststream.deploy.cli.job;

import io.intereststream.deploy.cli.option.ConfigurationOptions;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.StateFolder;
import io.intereststream.deploy.local.StopSignals;
import io.intereststream.error.ExitCode;
import io.intereststream.job.InterestJob;
import io.intereststream.job.release.EncoderProvider;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the job locally, or checks its configuration for a run elsewhere. */
@Command(
    name = "job",
    description = {
      "Runs the job on a local Flink cluster in this process until it is stopped. Resumes from"
          + " the newest checkpoint or savepoint in its folder. Ctrl-C and SIGTERM stop it with a"
          + " savepoint, and it exits with 0.",
      "With --check it only checks options, brokers, topics and release, changes nothing, and"
          + " prints the command that submits the job to your own cluster."
    })
public final class JobCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigurationOptions configuration;

  @Mixin private StateOptions state;

  @Option(
      names = "--check",
      description =
          "Check the configuration and print the 'flink run' command. Changes nothing and does not"
              + " start the job.")
  private boolean check;

  @Override
  public Integer call() throws Exception {
    Configuration complete = configuration.read();
    state.addTo(complete);
    if (check) {
      return check(complete);
    }
    try (StopSignals signals = StopSignals.interruptThisThread();
        StateFolder folder = StateFolder.open(state.folder(), this::say)) {
      StateFolder.Run run = state.run(folder, complete);
      return new JobRunner(signals, this::say)
          .run(
              () ->
                  LocalCluster.start(run.configuration(), run.folder(), EncoderProvider.serving()),
              () -> say("the job is running, with checkpoints in " + run.folder()),
              () -> {});
    }
  }

  private int check(Configuration complete) {
    List<String> absent = InterestJob.check(complete);
    PrintWriter out = spec.commandLine().getOut();
    out.println("# options, brokers, topics and release are valid");
    if (!absent.isEmpty()) {
      out.println("# topics that the start creates: " + String.join(", ", absent));
    }
    Map<String, String> settings = new LinkedHashMap<>(configuration.settings());
    settings.putAll(state.settings());
    out.println(new FlinkRunCommand(configuration.file(), settings, state.savepoint()).text());
    out.flush();
    return ExitCode.OK.code();
  }

  private void say(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
