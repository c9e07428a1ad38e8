package io.intereststream.deploy.cli.demo;

import java.io.PrintWriter;
import java.util.List;

/**
 * Shows a block of lines. On a terminal each block takes the place of the one before; elsewhere,
 * only the first line of each is printed, so that a log stays short.
 */
public final class Screen {
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final PrintWriter out;
  private final boolean terminal;
  private int shown;

  /** A screen; {@code terminal} says whether lines can be replaced. */
  public Screen(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void show(List<String> lines) {
    if (!terminal) {
      out.println(lines.get(0));
      out.flush();
      return;
    }
    if (shown > 0) {
      out.printf(UP_AND_CLEAR, shown);
    }
    lines.forEach(out::println);
    out.flush();
    shown = lines.size();
  }

  /** Shows a block where it can be replaced; elsewhere nothing. */
  void update(List<String> lines) {
    if (terminal) {
      show(lines);
    }
  }

  /** A line of its own, above which the blocks so far stay. */
  void say(String line) {
    out.println(line);
    out.flush();
    shown = 0;
  }
}
