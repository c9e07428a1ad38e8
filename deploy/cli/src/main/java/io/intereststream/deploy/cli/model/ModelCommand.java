package io.intereststream.deploy.cli.model;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be done with a model registry; the word after it says what. */
@Command(
    name = "model",
    description = "Works on a model registry: which releases there are, and which is in force.",
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
