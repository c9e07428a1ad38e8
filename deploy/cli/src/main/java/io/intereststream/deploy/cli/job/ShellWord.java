package io.intereststream.deploy.cli.job;

import java.util.regex.Pattern;

/** Quotes words of a shell command that is printed for copying. */
final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

  private ShellWord() {}

  /** The text as one word, quoted where the shell would otherwise interpret it. */
  static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
