package io.intereststream.deploy.cli.model;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of commands for releases. */
@Command(
    name = "release",
    description = "Checks the folder of a release. To publish it, use 'model publish'.",
    subcommands = {ReleaseVerifyCommand.class})
public final class ReleaseCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing (expected: verify)");
  }
}
