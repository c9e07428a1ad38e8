package io.intereststream.model.release;

import java.util.regex.Pattern;

/** Names of versions, aliases and files: plain, so that no path leaves its folder. */
public final class ReleaseName {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private static final int LONGEST = 200;

  private ReleaseName() {}

  /**
   * Checks and returns a name.
   *
   * @param what what the name is for; start of the message
   * @throws ReleaseException if the name is not plain
   */
  public static String check(String what, String name) {
    if (name.length() > LONGEST || !PLAIN.matcher(name).matches()) {
      String shown = name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name;
      throw new ReleaseException(
          what
              + ": '"
              + shown
              + "' (expected: 1 to "
              + LONGEST
              + " of A-Z a-z 0-9 . _ -, the first not a dot)");
    }
    return name;
  }
}
