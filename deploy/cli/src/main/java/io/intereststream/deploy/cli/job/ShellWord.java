package io.intereststream.deploy.cli.job;

import java.util.regex.Pattern;

/** A word of a shell command that is printed to be copied. */
final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

  private ShellWord() {}

  /** The text as one word: quoted where the shell would read it otherwise. */
  static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
