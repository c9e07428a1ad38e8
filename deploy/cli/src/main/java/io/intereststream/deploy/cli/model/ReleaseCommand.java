package io.intereststream.deploy.cli.model;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be done with a release; the word after it says what. */
@Command(
    name = "release",
    description = "Works on releases of the model.",
    subcommands = {ReleaseVerifyCommand.class})
public final class ReleaseCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing (expected: verify)");
  }
}
