package io.intereststream.deploy.cli;

import io.intereststream.error.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Creates the command line, and turns errors into messages and exit codes. */
final class CommandLines {
  private CommandLines() {}

  /** A command line that writes to stdout and stderr. */
  static CommandLine create() {
    RootCommand root = new RootCommand();
    return new CommandLine(root)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setParameterExceptionHandler(CommandLines::refuseArguments)
        .setExecutionStrategy(parsed -> execute(parsed, root))
        .setExecutionExceptionHandler((e, line, parsed) -> report(e, line, root));
  }

  private static int refuseArguments(ParameterException e, String[] arguments) {
    CommandLine line = e.getCommandLine();
    line.getErr().printf("%s: %s%n", line.getCommandSpec().qualifiedName(), e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr())) {
      line.getErr().printf("(see %s --help)%n", line.getCommandSpec().qualifiedName());
    }
    return ExitCode.USAGE.code();
  }

  /** Runs the command. Picocli passes exceptions to its handler, but not errors of the JVM. */
  private static int execute(ParseResult parsed, RootCommand root) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (Error e) {
      List<CommandLine> lines = parsed.asCommandLineList();
      return report(e, lines.get(lines.size() - 1), root);
    }
  }

  private static int report(Throwable thrown, CommandLine line, RootCommand root) {
    Failure failure = Failure.of(thrown);
    PrintWriter err = line.getErr();
    err.printf("%s: %s%n", line.getCommandSpec().qualifiedName(), failure.message());
    if (failure.isBug() || root.verbose()) {
      thrown.printStackTrace(err);
    }
    if (failure.isBug()) {
      err.println("this is a bug in interest-stream; please report it with this stack trace");
    }
    err.flush();
    return failure.exitCode().code();
  }
}
