package io.intereststream.deploy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands and captures their output. */
public final class Commands {
  private Commands() {}

  /** The result of a command. */
  public record Outcome(int exitCode, String out, String err) {}

  public static Outcome run(Object... arguments) {
    return run(CommandLines.create(), arguments);
  }

  static Outcome run(CommandLine line, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return new Outcome(line.execute(texts), out.toString(), err.toString());
  }
}
