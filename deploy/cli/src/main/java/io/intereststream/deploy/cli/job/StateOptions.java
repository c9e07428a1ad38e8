package io.intereststream.deploy.cli.job;

import io.intereststream.deploy.local.StateFolder;
import io.intereststream.job.config.StartOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of a command that runs the job: where its state is, and from which state it resumes. */
final class StateOptions {
  private static final String FOLDER = "interest-stream-state";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Folder for state and checkpoints. Default: "
              + FOLDER
              + ", and with --beside "
              + FOLDER
              + "-NAME.")
  private Path folder;

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "Savepoint or checkpoint to resume from, instead of the newest in the folder.")
  private String savepoint;

  @Option(
      names = "--fresh",
      description =
          "Start over and rebuild the state from the input topics. The earlier state stays in"
              + " the folder.")
  private boolean fresh;

  @Option(
      names = "--accept",
      description =
          "Continue from a state that was computed with other options for histories, or with"
              + " another number of partitions of the update topic. The job records the change.")
  private boolean accept;

  @Option(
      names = "--beside",
      paramLabel = "NAME",
      description =
          "Run a second job on the same watch topic: -NAME is appended to its consumer"
              + " group, its transactional ids and its update topic.")
  private String beside;

  /** Adds these options to those of the job, after a check of both together. */
  void addTo(Configuration configuration) {
    if (fresh && savepoint != null) {
      throw new ParameterException(
          spec.commandLine(), "--fresh: given with --from (expected: one of them)");
    }
    settings().forEach(configuration::setString);
  }

  /** These options as options of the job. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    if (fresh) {
      settings.put(StartOptions.FRESH_KEY, "true");
    }
    if (accept) {
      settings.put(StartOptions.ACCEPT_KEY, "true");
    }
    if (beside != null) {
      settings.put(StartOptions.BESIDE_KEY, beside);
    }
    return settings;
  }

  /** The savepoint or checkpoint to resume from; null for the newest. */
  String savepoint() {
    return savepoint;
  }

  Path folder() {
    return folder == null ? Path.of(beside == null ? FOLDER : FOLDER + "-" + beside) : folder;
  }

  /** Returns the run that the options describe. */
  StateFolder.Run run(StateFolder state, Configuration complete) {
    if (savepoint != null) {
      return state.from(savepoint, complete);
    }
    return fresh ? state.fresh(complete) : state.resume(complete);
  }
}
