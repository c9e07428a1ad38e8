package io.intereststream.deploy.cli.job;

import io.intereststream.deploy.cli.option.ConfigurationOptions;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.LocalConfiguration;
import io.intereststream.error.ExitCode;
import io.intereststream.job.InterestJob;
import io.intereststream.job.release.EncoderProvider;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the job locally, or checks its configuration for a run elsewhere. */
@Command(
    name = "job",
    description = {
      "Runs the job on a local Flink cluster in this process until it is stopped.",
      "With --check it only checks options, brokers, topics and release, and prints the"
          + " command that submits the job to your own cluster."
    })
public final class JobCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "interest-stream-state",
      description = "Folder for state and checkpoints.")
  private Path folder;

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "Savepoint or checkpoint to resume from.")
  private String savepoint;

  @Option(
      names = "--check",
      description =
          "Check the configuration and print the 'flink run' command, without starting the job.")
  private boolean check;

  @Override
  public Integer call() throws Exception {
    Configuration complete = configuration.read();
    if (check) {
      InterestJob.prepare(
          new StreamExecutionEnvironment(complete), complete, EncoderProvider.serving());
      print(flinkRun(), spec.commandLine().getOut());
      return ExitCode.OK.code();
    }
    Configuration from =
        savepoint == null ? complete : LocalConfiguration.fromSavepoint(complete, savepoint);
    try (LocalCluster cluster =
        LocalCluster.start(from, folder.toAbsolutePath(), EncoderProvider.serving())) {
      print(
          "the job is running, with checkpoints in " + folder.toAbsolutePath(),
          spec.commandLine().getErr());
      cluster.await();
      return ExitCode.OK.code();
    }
  }

  private static void print(String text, PrintWriter out) {
    out.println(text);
    out.flush();
  }

  private String flinkRun() {
    StringBuilder text = new StringBuilder();
    text.append("# options, brokers, topics and release are valid\n");
    text.append("# once per cluster, before you start it: copy ND4J into its lib folder\n");
    text.append("cp flink-job/target/lib/*.jar \"$FLINK_HOME/lib/\"\n");
    text.append("export JVM_ARGS=--add-opens=java.base/java.util=ALL-UNNAMED\n");
    text.append("\"$FLINK_HOME/bin/flink\" run --detached");
    if (savepoint != null) {
      text.append(" --fromSavepoint ").append(ShellWord.of(savepoint));
    }
    text.append(" flink-job/target/interest-stream-job.jar");
    if (configuration.file() != null) {
      text.append(" --config ")
          .append(ShellWord.of(configuration.file().toAbsolutePath().toString()));
    }
    configuration
        .settings()
        .forEach((key, value) -> text.append(' ').append(ShellWord.of("-D" + key + "=" + value)));
    return text.toString();
  }
}
