package io.intereststream.data.csv;

import io.intereststream.history.EventRules;
import io.intereststream.history.InvalidEventException;

/** Checks the ids of viewers, items and events, in the same way for every format. */
public final class Ids {
  private Ids() {}

  /**
   * Returns the id if it is UTF-8, not blank, without line ends and control characters, and not
   * longer than {@link EventRules#DEFAULT_ID_LENGTH}.
   *
   * @param title name of the field, for messages
   */
  public static String checked(String title, String id) throws MalformedRowException {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if ((c < ' ' || c >= '\u007F') && (c == TextFile.NOT_UTF8 || FoundText.isControl(c))) {
        throw malformed(
            title,
            id,
            c == TextFile.NOT_UTF8
                ? "UTF-8; convert the file"
                : "an id without line ends and control characters");
      }
    }
    if (id.isBlank()) {
      throw malformed(title, id, "an id");
    }
    try {
      return EventRules.checkId(title, id, EventRules.DEFAULT_ID_LENGTH);
    } catch (InvalidEventException e) {
      throw new MalformedRowException(e.getMessage());
    }
  }

  private static MalformedRowException malformed(String title, String found, String expected) {
    return new MalformedRowException(
        "%s: %s (expected: %s)".formatted(title, FoundText.quoted(found), expected));
  }
}
