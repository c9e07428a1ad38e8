package io.intereststream.deploy.cli.demo;

import java.io.PrintWriter;
import java.util.List;

/**
 * Shows blocks of lines. On a terminal, each block overwrites the previous one. Elsewhere only the
 * first line of each block is printed, so that a log stays short.
 */
public final class Screen {
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final PrintWriter out;
  private final boolean terminal;
  private int shown;

  /** Creates a screen; {@code terminal} tells whether lines can be overwritten. */
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

  /** Shows a block on a terminal; does nothing elsewhere. */
  void update(List<String> lines) {
    if (terminal) {
      show(lines);
    }
  }

  /** Prints a line that stays, below the current block. */
  void say(String line) {
    out.println(line);
    out.flush();
    shown = 0;
  }
}
