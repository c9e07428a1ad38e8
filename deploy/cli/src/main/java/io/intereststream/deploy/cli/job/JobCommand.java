package io.intereststream.deploy.cli.job;

import io.intereststream.deploy.cli.option.ConfigurationOptions;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.StateFolder;
import io.intereststream.deploy.local.StopSignals;
import io.intereststream.error.ExitCode;
import io.intereststream.job.InterestJob;
import io.intereststream.job.config.StartOptions;
import io.intereststream.job.release.EncoderProvider;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
  private static final String FOLDER = "interest-stream-state";

  @Spec private CommandSpec spec;

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Folder for state and checkpoints. Default: "
              + FOLDER
              + ", with --beside followed by"
              + " -NAME.")
  private Path folder;

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "Savepoint or checkpoint to resume from, instead of the newest in the folder.")
  private String savepoint;

  @Option(
      names = "--fresh",
      description =
          "Start over and rebuild the state from the watch topic. The earlier state stays"
              + " in the folder.")
  private boolean fresh;

  @Option(
      names = "--accept",
      description =
          "Continue from a state that was computed with other options for histories. The"
              + " job records the change.")
  private boolean accept;

  @Option(
      names = "--beside",
      paramLabel = "NAME",
      description =
          "Run a second job on the same watch topic: -NAME is appended to its consumer"
              + " group, its transactional ids and its update topic.")
  private String beside;

  @Option(
      names = "--check",
      description =
          "Check the configuration and print the 'flink run' command. Changes nothing and does not"
              + " start the job.")
  private boolean check;

  @Override
  public Integer call() throws Exception {
    if (fresh && savepoint != null) {
      throw new ParameterException(
          spec.commandLine(), "--fresh: given with --from (expected: one of them)");
    }
    Configuration complete = configuration.read();
    own().forEach(complete::setString);
    if (check) {
      return check(complete);
    }
    try (StopSignals signals = StopSignals.interruptThisThread();
        StateFolder state = StateFolder.open(place(), this::say)) {
      return run(state, complete, signals);
    }
  }

  /** The options of this command as options of the job. */
  private Map<String, String> own() {
    Map<String, String> own = new LinkedHashMap<>();
    if (fresh) {
      own.put(StartOptions.FRESH_KEY, "true");
    }
    if (accept) {
      own.put(StartOptions.ACCEPT_KEY, "true");
    }
    if (beside != null) {
      own.put(StartOptions.BESIDE_KEY, beside);
    }
    return own;
  }

  private Path place() {
    return folder == null ? Path.of(beside == null ? FOLDER : FOLDER + "-" + beside) : folder;
  }

  private int check(Configuration complete) {
    List<String> absent = InterestJob.check(complete);
    PrintWriter out = spec.commandLine().getOut();
    out.println("# options, brokers, topics and release are valid");
    if (!absent.isEmpty()) {
      out.println("# topics that the start creates: " + String.join(", ", absent));
    }
    Map<String, String> settings = new LinkedHashMap<>(configuration.settings());
    settings.putAll(own());
    out.println(new FlinkRunCommand(configuration.file(), settings, savepoint).text());
    out.flush();
    return ExitCode.OK.code();
  }

  private int run(StateFolder state, Configuration complete, StopSignals signals) throws Exception {
    StateFolder.Run run;
    if (savepoint != null) {
      run = state.from(savepoint, complete);
    } else {
      run = fresh ? state.fresh(complete) : state.resume(complete);
    }
    LocalCluster started;
    try {
      started = LocalCluster.start(run.configuration(), run.folder(), EncoderProvider.serving());
    } catch (Exception e) {
      if (!signals.received()) {
        throw e;
      }
      say("stopped before the job was running");
      return ExitCode.OK.code();
    }
    try (LocalCluster cluster = started) {
      say("the job is running, with checkpoints in " + run.folder());
      return await(cluster, signals);
    }
  }

  private int await(LocalCluster cluster, StopSignals signals) throws Exception {
    try {
      cluster.await();
      return ExitCode.OK.code();
    } catch (InterruptedException e) {
      if (!signals.received()) {
        throw e;
      }
    }
    say("stopping with a savepoint, in " + LocalCluster.STOP_S + " s at most");
    try {
      say("stopped; the next run resumes from " + cluster.stopWithSavepoint());
      return ExitCode.OK.code();
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      say(
          "no savepoint: "
              + cause.getMessage()
              + "; the next run resumes from the newest"
              + " checkpoint");
      return ExitCode.ENVIRONMENT.code();
    }
  }

  private void say(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
