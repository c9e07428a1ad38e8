package io.intereststream.deploy.cli;

import io.intereststream.deploy.cli.bench.BenchCommand;
import io.intereststream.deploy.cli.demo.DemoCommand;
import io.intereststream.deploy.cli.encode.EncodeCommand;
import io.intereststream.deploy.cli.job.AuditCommand;
import io.intereststream.deploy.cli.job.BrokerCommand;
import io.intereststream.deploy.cli.job.ClusterCommand;
import io.intereststream.deploy.cli.job.JobCommand;
import io.intereststream.deploy.cli.model.ModelCommand;
import io.intereststream.deploy.cli.model.ReleaseCommand;
import io.intereststream.deploy.cli.replay.ReplayCommand;
import io.intereststream.deploy.cli.train.CompareCommand;
import io.intereststream.deploy.cli.train.EvaluateCommand;
import io.intereststream.deploy.cli.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command: it lists the commands. */
@Command(
    name = "interest-stream",
    description = "Keeps each viewer's interest vectors up to date with the viewer's watch events.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:a check failed",
      "2:the command line or the configuration is wrong",
      "3:a file, broker, release or other dependency is missing or unusable",
      "70:a bug in interest-stream"
    },
    footerHeading = "%nEnvironment variables:%n",
    footer = {
      "  JAVA_HOME               a JDK, 17 or newer; default: the java on the PATH",
      "  INTEREST_STREAM_JVM     additional options for the JVM, such as -Xmx4g",
      "  INTEREST_STREAM_LOG     a file for the complete log, which is not written otherwise",
      "  INTEREST_STREAM_BUILD   'never': do not build, but fail if there is no build"
    },
    subcommands = {
      // In the order of the help.
      DemoCommand.class,
      BrokerCommand.class,
      JobCommand.class,
      ClusterCommand.class,
      ReplayCommand.class,
      EncodeCommand.class,
      AuditCommand.class,
      BenchCommand.class,
      ReleaseCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      CompareCommand.class,
      ModelCommand.class,
      CompletionCommand.class
    })
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean verbose;

  boolean verbose() {
    return verbose;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
