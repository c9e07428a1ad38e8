package io.intereststream.deploy.cli.model;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of commands for a model registry. */
@Command(
    name = "model",
    description =
        "Publishes releases to a model registry, and selects the one that an alias names.",
    subcommands = {
      ModelPublishCommand.class,
      ModelListCommand.class,
      ModelShowCommand.class,
      ModelActivateCommand.class,
      ModelRollbackCommand.class,
      ModelStatusCommand.class
    })
public final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing (expected: publish, list, show, activate, rollback or status)");
  }
}
