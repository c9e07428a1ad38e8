package io.intereststream.deploy.cli;

import io.intereststream.deploy.cli.dataset.DataSetException;
import io.intereststream.deploy.cli.encode.SequenceFileException;
import io.intereststream.deploy.cli.error.CommandFailure;
import io.intereststream.deploy.cli.error.ExitCode;
import io.intereststream.deploy.cli.replay.ReplayException;
import io.intereststream.deploy.local.BrokerException;
import io.intereststream.error.InterestStreamException;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.training.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Makes the command line: parsing, errors in one line, exit codes. */
final class CommandLines {
  private CommandLines() {}

  /** A command line that writes to stdout and stderr. */
  public static CommandLine create() {
    RootCommand root = new RootCommand();
    return new CommandLine(root)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setParameterExceptionHandler(CommandLines::refuseArguments)
        .setExecutionExceptionHandler((e, line, parsed) -> report(e, line, parsed, root));
  }

  private static int refuseArguments(ParameterException e, String[] arguments) {
    CommandLine line = e.getCommandLine();
    line.getErr().printf("%s: %s%n", line.getCommandSpec().qualifiedName(), e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr())) {
      line.getErr().printf("(see %s --help)%n", line.getCommandSpec().qualifiedName());
    }
    return ExitCode.USAGE;
  }

  private static int report(Exception e, CommandLine line, ParseResult parsed, RootCommand root) {
    int code = exitCode(e);
    String name = line.getCommandSpec().qualifiedName();
    if (code == ExitCode.FAULT) {
      line.getErr().printf("%s: a fault of this program: %s%n", name, e);
    } else {
      line.getErr().printf("%s: %s%n", name, message(e));
    }
    if (root.verbose()) {
      e.printStackTrace(line.getErr());
    } else if (code == ExitCode.FAULT) {
      line.getErr().println("(--verbose shows where)");
    }
    return code;
  }

  private static String message(Exception e) {
    if (e instanceof NoSuchFileException) {
      return e.getMessage() + ": does not exist";
    }
    // IOExceptions of the JDK often say just a path.
    return e instanceof IOException || e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static int exitCode(Exception e) {
    if (e instanceof CommandFailure failure) {
      return failure.exitCode();
    }
    if (e instanceof InterestStreamException known) {
      return known.exitCode().code();
    }
    if (e instanceof BrokerException
        || e instanceof DataSetException
        || e instanceof ReplayException
        || e instanceof ReleaseException
        || e instanceof SequenceFileException
        || e instanceof DataException
        || e instanceof IOException
        || e instanceof UncheckedIOException
        // How the job and the audit say that brokers, topics or releases are not as they must be.
        || e instanceof IllegalStateException) {
      return ExitCode.OUTSIDE;
    }
    // What is refused by the records of settings, with the offending value in the message.
    return e instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.FAULT;
  }
}
