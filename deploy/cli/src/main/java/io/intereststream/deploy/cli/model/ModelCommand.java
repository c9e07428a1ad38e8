package io.intereststream.deploy.cli.model;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of commands for a model registry. */
@Command(
    name = "model",
    description = "Manages the releases of a model registry and which of them is active.",
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
