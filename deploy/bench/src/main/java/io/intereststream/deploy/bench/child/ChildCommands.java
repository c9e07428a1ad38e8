package io.intereststream.deploy.bench.child;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The loop of a child process: reads commands from its standard input, line by line, and answers
 * each with one line on its standard output. The input ends when the parent ends; then the child
 * ends, too.
 */
public final class ChildCommands {
  static final String DONE = "done ";
  static final String FAILED = "failed ";

  private ChildCommands() {}

  /** What a child does for a command. */
  public interface Handler {
    /**
     * Carries out a command.
     *
     * @return the answer, one line
     */
    String handle(String command) throws Exception;
  }

  /** Serves commands until the parent ends, then ends this JVM. */
  public static void serve(Handler handler) throws IOException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String command = in.readLine();
    while (command != null) {
      out.println(answer(handler, command));
      command = in.readLine();
    }
    Runtime.getRuntime().halt(0);
  }

  private static String answer(Handler handler, String command) {
    try {
      return DONE + handler.handle(command);
    } catch (Exception e) {
      return FAILED + e.toString().replace('\n', ' ');
    }
  }
}
